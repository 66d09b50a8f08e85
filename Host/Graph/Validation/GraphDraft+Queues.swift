import HostCore

extension GraphDraft {
    private static let liveCapacity = 4
    private static let blockCapacity = 8
    private static let widest = 1024

    func isLive(_ stream: Int) -> Bool { SourceKind.isLive(streams[stream]) }

    /// Gives each edge between tasks a capacity and a policy, and checks that no live source is made to wait.
    mutating func planQueues() {
        traceEdges()
        for index in edges.indices where !edges[index].fused {
            edges[index].queue = queue(edges[index])
        }
        let incoming = edgesByConsumer()
        for index in edges.indices { checkBlock(index, incoming) }
    }

    /// Finds the streams that pass each edge.
    private mutating func traceEdges() {
        var reaching: [Set<Int>] = Array(repeating: [], count: nodes.count)
        for index in edges.indices {
            switch edges[index].from {
            case .stream(let stream): edges[index].streams = [stream]
            case .node(let node, _): edges[index].streams = reaching[node]
            }
            edges[index].isLive = edges[index].streams.contains(where: isLive)
            reaching[edges[index].to].formUnion(edges[index].streams)
        }
    }

    private func queue(_ edge: DraftEdge) -> QueuePlan {
        let declared = edge.consumer.flatMap { stages[$0].declaration.queue }
        // What is replayed can wait, and comes out the same each time only when nothing is dropped.
        let policy = config.isReplay ? .block : declared?.policy ?? (edge.isLive ? .dropOldest : .block)
        let usual = edge.isLive ? Self.liveCapacity : Self.blockCapacity
        let capacity = declared?.capacity ?? max(usual, 2 * instances(edge.to), batch(edge.to))
        return QueuePlan(capacity: capacity, policy: policy, widenedBy: 0)
    }

    /// An edge that blocks, with nothing that drops between it and a live source, would make the source wait.
    private func checkBlock(_ index: Int, _ incoming: [[Int]]) {
        let edge = edges[index]
        guard edge.isLive, edge.queue?.policy == .block, let stream = undroppedSource(index, incoming),
            let stage = edge.consumer.map({ stages[$0] })
        else { return }
        log.error(
            "block-behind-live",
            "'\(stage.name)' would make the live stream '\(streams[stream].name)' wait: its queue blocks, and nothing between them drops",
            remedy: "write 'policy: drop-oldest', or give a stage before it a queue that drops",
            at: stage.declaration.queue?.policySite ?? stage.declaration.site)
    }

    /// A live stream from which a path without drops leads to an edge.
    private func undroppedSource(_ index: Int, _ incoming: [[Int]]) -> Int? {
        var open = [index]
        var seen: Set<Int> = [index]
        while let next = open.popLast() {
            switch edges[next].from {
            case .stream(let stream):
                if isLive(stream) { return stream }
            case .node(let node, _):
                for edge in incoming[node] where edges[edge].queue?.policy.drops != true {
                    if seen.insert(edge).inserted { open.append(edge) }
                }
            }
        }
        return nil
    }

    /// Gives the short branches of a join room for what the long ones hold back.
    mutating func widenJoins() {
        let incoming = edgesByConsumer()
        var depth = [Int](repeating: 0, count: nodes.count)
        for node in nodes.indices {
            let reach = incoming[node].map { index in
                (edges[index].queue?.capacity ?? 0) + (producer(of: index).map { depth[$0] } ?? 0)
            }
            let longest = reach.max() ?? 0
            depth[node] = longest + latency(node)
            guard case .join = nodes[node].kind else { continue }
            for (index, reach) in zip(incoming[node], reach) { widen(index, by: longest - reach) }
        }
    }

    private mutating func widen(_ index: Int, by items: Int) {
        guard let queue = edges[index].queue, items > 0 else { return }
        if edges[index].consumer.flatMap({ stages[$0].declaration.queue?.capacity }) != nil { return }
        let added = min(items, max(0, Self.widest - queue.capacity))
        edges[index].queue = QueuePlan(capacity: queue.capacity + added, policy: queue.policy, widenedBy: added)
    }

    /// How many items a node may have taken and not yet given.
    private func latency(_ node: Int) -> Int {
        guard let manifest = nodes[node].manifest else { return 0 }
        let held = manifest.holds && manifest.holdsFrames == 0 ? 16 : manifest.holdsFrames
        return instances(node) + held
    }

    /// Marks the edges that lead to a join, or to a stage that wants to hear that time has passed.
    mutating func traceProgress() {
        var wants = nodes.map { node in
            if case .join = node.kind { true } else { node.manifest?.advances ?? false }
        }
        for index in edges.indices.reversed() {
            edges[index].needsProgress = wants[edges[index].to]
            if edges[index].needsProgress, let node = producer(of: index) { wants[node] = true }
        }
    }
}
