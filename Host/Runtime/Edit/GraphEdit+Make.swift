import CSluice
import HostCore
import HostGraph

extension GraphEdit {
    /// How long threads may take to come to the end of their items.
    private static let patience_ns: Int64 = 5_000_000_000

    /// Makes the change. The threads concerned rest meanwhile; all others, and all sources, go on.
    /// - Throws: `limit` when a stage does not come to the end of its item in time, `stage` when a stage does not take
    ///   over the state of its predecessor. Nothing has changed then.
    func make() throws(HostError) {
        let parked = ParkedThreads(graph, concerned)
        do throws(HostError) {
            try parked.rest(within_ns: Self.patience_ns)
            for task in concerned { if let batch = task.pointee.batch { TaskRun.finishBatch(task, batch) } }
            try handOver()
        } catch {
            parked.goOn()
            discard()
            throw error
        }
        let fresh = graph.structure.withLock { _ in
            relink()
            return graph.adopt(self, parked)
        }
        parked.goOn()
        for worker in fresh { _ = worker.start() }
        for source in graph.sources where !source.isStarted { _ = source.start() }
        graph.wake()
    }

    /// Gives the new stages the state of the old ones where both can; where not, what the old one holds back goes out.
    private func handOver() throws(HostError) {
        for (index, olds) in replaced {
            for (old, new) in zip(olds, new.nodes[index]) {
                if try StateHandover.move(from: old, to: new) { continue }
                NodeEvents.flush(old)
            }
        }
    }

    /// Changes nodes, edges and queues. Nothing can fail here, and nothing takes long.
    private func relink() {
        let touched = concerned.union(freshTasks)
        let endsBefore = ends(old, concerned)
        for task in concerned {
            task.pointee.inputs = []
            task.pointee.residual = []
            task.pointee.outputs = []
            task.pointee.batch = nil
            task.pointee.nextInput = 0
        }
        for plan in new.plan.nodes {
            for (node, task) in zip(new.nodes[plan.index], new.tasks[plan.task]) {
                node.pointee.task = task
                node.pointee.control.takeUnretainedValue().plan = plan
            }
        }
        for plan in new.plan.nodes where touched.contains(new.tasks[plan.task][0]) {
            if stays(plan.index) { new.nodes[plan.index].forEach(old.clearOutputs) }
            new.connect(plan)
            for node in new.nodes[plan.index] { new.gather(plan, node.pointee.task) }
        }
        passOver()
        for (index, olds) in replaced {
            olds.forEach(old.clearOutputs)
            takePlace(index, olds)
        }
        for plan in new.plan.nodes where stays(plan.index) { recount(plan) }
        connectLeaving()
        keepResiduals()
        graph.completion.expect(more: ends(new, touched) - endsBefore)
        tellOfStreams()
    }

    /// How many ends are still waited for at the nodes of some tasks.
    private func ends(_ wiring: Wiring, _ tasks: Set<UnsafeMutablePointer<TaskState>>) -> Int {
        var count = 0
        for plan in wiring.plan.nodes {
            let nodes = wiring.nodes[plan.index].filter { tasks.contains($0.pointee.task) }
            if wiring.ends(of: plan) > 1 {
                count += nodes.count { !$0.pointee.isFinished }
            } else if let node = nodes.first {
                count += node.pointee.group?.isEnding ?? node.pointee.isFinished ? 0 : 1
            }
        }
        return count
    }

    /// Consumers that hang on edges of nodes whose tasks were not touched stay with them.
    private func passOver() {
        let untouched = Set(new.nodes.joined().filter { !concerned.contains($0.pointee.task) })
        for tap in old.taps where untouched.contains(where: { $0.hasEdge(to: tap.node) }) { new.taps.append(tap) }
        for node in old.collectors where untouched.contains(where: { $0.hasEdge(to: node) }) {
            new.collectors.append(node)
        }
        old.taps.removeAll { tap in new.taps.contains { $0.node == tap.node } }
        old.collectors.removeAll { new.collectors.contains($0) }
    }

    /// A new node takes over how far the old one's streams have come; what follows it knows of them already.
    private func takePlace(_ index: Int, _ olds: [UnsafeMutablePointer<Node>]) {
        let plan = self.new.plan.nodes[index]
        for (instance, (old, new)) in zip(olds, new.nodes[index]).enumerated() {
            new.pointee.begun = old.pointee.begun
            new.pointee.endedPairs = old.pointee.endedPairs
            new.pointee.endsSeen = old.pointee.endsSeen
            new.pointee.isFinished = old.pointee.isFinished
            new.pointee.goOn(from: old.pointee)
            recount(new, plan, pairs(of: plan, in: self.new, instance))
            for pair in old.pointee.begunPairs where !old.pointee.endedPairs.contains(pair) {
                NodeEvents.begin(new, pair.port, .event(stream: pair.stream))
            }
            TaskRun.runList(new.pointee.task)
            TaskRun.finish(new.pointee.task)
        }
    }
}

extension UnsafeMutablePointer<Node> {
    func hasEdge(to other: UnsafeMutablePointer<Node>) -> Bool {
        for port in 0..<Int(pointee.outputCount) {
            let output = pointee.outputs[port]
            for i in 0..<output.count where output.edges[i].node == other { return true }
        }
        return false
    }
}
