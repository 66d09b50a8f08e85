import CSluice
import HostGraph

extension GraphEdit {
    /// What a node that stays has to wait for now.
    func recount(_ plan: NodePlan) {
        guard let index = before(plan.index) else { return }
        let branches = new.branches(of: plan)
        guard branches != old.branches(of: old.plan.nodes[index]) else { return }
        for (instance, node) in new.nodes[plan.index].enumerated() {
            // A stream that no longer comes still ends here before it is forgotten.
            let ending = runningPairs(of: old.plan.nodes[index], in: old, instance, node)
            recount(node, plan, pairs(of: plan, in: new, instance).union(ending))
            node.pointee.join?.adopt(branches)
        }
    }

    func pairs(of plan: NodePlan, in wiring: Wiring, _ instance: Int) -> Set<PortStream> {
        var pairs: Set<PortStream> = []
        for (port, streams) in wiring.branches(of: plan).enumerated() {
            for stream in streams where wiring.isShare(stream, plan, instance) {
                pairs.insert(PortStream(port: UInt32(port), stream: stream))
            }
        }
        return pairs
    }

    /// Streams that have begun at their source and not ended at the node: their beginning may still be on its way to it.
    func runningPairs(
        of plan: NodePlan, in wiring: Wiring, _ instance: Int, _ node: UnsafeMutablePointer<Node>
    ) -> Set<PortStream> {
        pairs(of: plan, in: wiring, instance).filter { hasBegun($0.stream) }
            .union(node.pointee.begunPairs).subtracting(node.pointee.endedPairs)
    }

    private func hasBegun(_ stream: UInt32) -> Bool { graph.services.streams.descriptor(stream) != nil }

    func recount(_ node: UnsafeMutablePointer<Node>, _ plan: NodePlan, _ all: Set<PortStream>) {
        var ports: [UInt32: Int] = [:]
        for pair in all.union(node.pointee.endedPairs) { ports[pair.stream, default: 0] += 1 }
        node.pointee.portsOfStream = ports
        node.pointee.mixesStreams = plan.manifest?.state == .graph && ports.count > 1
        node.pointee.holdLimit = Int32((plan.manifest?.holdsFrames ?? 0) * max(1, ports.count))
        let left = all.subtracting(node.pointee.endedPairs).count
        node.pointee.endsExpected = left
        if left > 0 { node.pointee.isFinished = false }
        node.pointee.group?.expect(ends: left)
    }

    /// Nodes behind new edges hear of the streams that run; nodes that lose a stream hear of its end.
    func tellOfStreams() {
        for (index, known) in difference.streams.enumerated() {
            guard let known else { continue }
            graph.feeds[known].reroute(new.routes(of: new.plan.streams[index]))
        }
        for edge in new.plan.edges where !isKept(edge) {
            guard case .node(let producer, _) = edge.from else { continue }
            for node in new.nodes[producer] { tell(edge, of: node) }
        }
        endLostStreams()
        for task in concerned.union(freshTasks) {
            TaskRun.runList(task)
            TaskRun.finish(task)
        }
    }

    private func tell(_ edge: EdgePlan, of producer: UnsafeMutablePointer<Node>) {
        for stream in producer.pointee.begun.intersection(new.streams(of: edge)).sorted() {
            send(.begin, stream, along: edge, from: producer)
            let isOver =
                producer.pointee.endsSeen[stream, default: 0] >= producer.pointee.portsOfStream[stream, default: 1]
            let waits = producer.pointee.endsWaiting.contains { $0.stream == stream }
            if isOver, !waits { send(.end, stream, along: edge, from: producer) }
        }
    }

    private func send(
        _ kind: WorkEntry.Kind, _ stream: UInt32, along edge: EdgePlan, from producer: UnsafeMutablePointer<Node>
    ) {
        if let queues = new.queues[edge.index] {
            queues[Int(stream) % queues.count].push(event: kind, .event(stream: stream))
            return
        }
        guard let consumer = new.nodes[edge.to].first else { return }
        let task = producer.pointee.task
        let item = task.pointee.arena.place(.event(stream: stream))
        task.pointee.ring.push(WorkEntry(node: consumer, item: item, port: UInt32(edge.port), kind: kind))
    }

    /// Streams that came along an edge that is gone, and come no other way, end behind what is left in its queue.
    private func endLostStreams() {
        let kept = Set(new.plan.edges.compactMap { difference.edges[$0.index] })
        for edge in old.plan.edges where endsHere(edge, isKept: kept.contains(edge.index)) {
            let heir = leaving.contains(old.nodes[edge.to][0]) ? nil : heir(of: edge)
            for (instance, node) in old.nodes[edge.to].enumerated() {
                let nodes = heir.map { new.nodes[$0.index] } ?? []
                let target = nodes.isEmpty ? node : nodes[min(instance, nodes.count - 1)]
                for stream in lostStreams(edge) where hasBegun(stream) {
                    end(stream, along: edge, at: target)
                }
            }
        }
        for node in leaving where node.pointee.endsExpected == 0 { NodeEvents.finishEarly(node) }
    }

    /// Whether nothing else tells the consumer of an old edge that streams end: not its producer, as that stays and sends
    /// elsewhere, or goes and is cut off.
    private func endsHere(_ edge: EdgePlan, isKept: Bool) -> Bool {
        guard case .node(let producer, _) = edge.from, leaving.contains(old.nodes[producer][0]) else { return !isKept }
        guard old.queues[edge.index] == nil, !leaving.contains(old.nodes[edge.to][0]), let heir = heir(of: edge) else {
            return false
        }
        return new.nodes[heir.index].first?.pointee.task != old.nodes[producer].first?.pointee.task
    }

    private func heir(of edge: EdgePlan) -> NodePlan? { new.plan.node(named: old.plan.nodes[edge.to].name) }

    /// Streams of an old edge that its consumer, or what takes that one's place, no longer gets by that port.
    func lostStreams(_ edge: EdgePlan) -> [UInt32] {
        guard !leaving.contains(old.nodes[edge.to][0]), let heir = heir(of: edge) else { return old.streams(of: edge) }
        let still = new.branches(of: heir)[safe: edge.port] ?? []
        return old.streams(of: edge).filter { !still.contains($0) }
    }

    private func end(_ stream: UInt32, along edge: EdgePlan, at node: UnsafeMutablePointer<Node>) {
        if let queues = old.queues[edge.index] {
            queues[Int(stream) % queues.count].push(event: .end, .event(stream: stream))
        } else {
            NodeEvents.end(node, UInt32(edge.port), .event(stream: stream))
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
