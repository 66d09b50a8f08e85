import HostGraph

extension GraphEdit {
    /// Finds the tasks whose nodes, edges or streams change. All others run on while the change is made.
    func findConcerned() {
        for node in leaving { concerned.insert(node.pointee.task) }
        for nodes in replaced.values { for node in nodes { concerned.insert(node.pointee.task) } }
        for plan in new.plan.nodes {
            for (node, task) in zip(new.nodes[plan.index], new.tasks[plan.task]) where node.pointee.task != task {
                concern(node.pointee.task)
                concern(task)
            }
            if !stays(plan.index) { new.tasks[plan.task].forEach(concern) }
            guard stays(plan.index), let index = before(plan.index) else { continue }
            if new.branches(of: plan) != old.branches(of: old.plan.nodes[index]) {
                for node in new.nodes[plan.index] { concern(node.pointee.task) }
            }
        }
        let kept = Set(new.plan.edges.filter(isKept).compactMap { difference.edges[$0.index] })
        for edge in old.plan.edges where !kept.contains(edge.index) { concernEnds(of: edge, in: old) }
        for edge in new.plan.edges where !isKept(edge) { concernEnds(of: edge, in: new) }
    }

    private func concernEnds(of edge: EdgePlan, in wiring: Wiring) {
        for node in wiring.nodes[edge.to] { concern(node.pointee.task) }
        guard case .node(let producer, _) = edge.from else { return }
        for node in wiring.nodes[producer] { concern(node.pointee.task) }
    }

    private func concern(_ task: UnsafeMutablePointer<TaskState>) {
        if !freshTasks.contains(task) { concerned.insert(task) }
    }
}
