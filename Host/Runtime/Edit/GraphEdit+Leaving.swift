import HostGraph

extension GraphEdit {
    /// Nodes on their way out keep their inputs and the edges among them; to what stays they bring items only.
    func connectLeaving() {
        for plan in old.plan.nodes where leaving.contains(old.nodes[plan.index][0]) {
            for (instance, node) in old.nodes[plan.index].enumerated() {
                node.pointee.isLeaving = true
                if !old.isSource(plan) {
                    let running = runningPairs(of: plan, in: old, instance, node)
                    node.pointee.endsExpected = running.count
                    node.pointee.group?.expect(ends: running.count)
                }
                for edge in old.plan.edges(into: plan.index) { keepInput(edge, of: node) }
                for port in plan.outputs.indices { trimOutput(port, of: node, plan) }
            }
        }
    }

    private func keepInput(_ edge: EdgePlan, of node: UnsafeMutablePointer<Node>) {
        guard let queues = old.queues[edge.index] else { return }
        for queue in queues where !isUsed(queue) {
            node.pointee.task.pointee.inputs.append(
                TaskInput(
                    queue: .passUnretained(queue), node: node, port: UInt32(edge.port), lumaView: edge.lumaView))
            keep(queue)
        }
    }

    private func trimOutput(_ port: Int, of node: UnsafeMutablePointer<Node>, _ plan: NodePlan) {
        var targets: [EdgeTarget] = []
        for edge in old.plan.edges(from: plan.index, port: port) {
            let staying = !leaving.contains(old.nodes[edge.to][0])
            let loses = !lostStreams(edge).isEmpty
            let consumer =
                staying ? new.plan.node(named: old.plan.nodes[edge.to].name).map { new.nodes[$0.index] } : nil
            if staying, consumer == nil { continue }
            if let queues = old.queues[edge.index] {
                for (share, queue) in queues.enumerated() {
                    var target = old.target(edge, to: nil, queue: queue)
                    (target.share, target.shares, target.itemsOnly) = (
                        UInt32(share), UInt32(queues.count), staying && !loses
                    )
                    targets.append(target)
                    if queue.policy == .block { node.pointee.task.pointee.outputs.append(.passUnretained(queue)) }
                }
            } else if let next = consumer?.first ?? old.nodes[edge.to].first,
                next.pointee.task == node.pointee.task
            {
                var target = old.target(edge, to: next, queue: nil)
                target.itemsOnly = staying && !loses
                targets.append(target)
            }
        }
        old.clearOutput(port, of: node)
        old.set(targets, of: node, port: port, pixelFormat: plan.outputs[port].pixelFormat?.rawValue ?? 0)
    }

    /// What waits in queues that are gone goes to the nodes that stay before anything new does.
    func keepResiduals() {
        for edge in old.plan.edges {
            guard let queues = old.queues[edge.index], !leaving.contains(old.nodes[edge.to][0]),
                let heir = new.plan.node(named: old.plan.nodes[edge.to].name)
            else { continue }
            let fits = heir.inputs.indices.contains(edge.port) && heir.inputs[edge.port] == edge.format
            for (index, queue) in queues.enumerated() where !isUsed(queue) {
                if !fits { queue.cancelItems() }
                let nodes = new.nodes[heir.index]
                let node = nodes[queues.count > 1 ? min(index, nodes.count - 1) : 0]
                node.pointee.task.pointee.residual.append(
                    TaskInput(
                        queue: .passUnretained(queue), node: node, port: UInt32(edge.port), lumaView: edge.lumaView))
                keep(queue)
            }
        }
    }

    private func isUsed(_ queue: EdgeQueue) -> Bool { new.queues.values.contains { $0.contains { $0 === queue } } }

    private func keep(_ queue: EdgeQueue) {
        if !graph.outgoing.queues.contains(where: { $0 === queue }) { graph.outgoing.queues.append(queue) }
    }
}
