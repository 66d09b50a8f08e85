import CSluice

/// Events that only an edit of the graph brings about. The node's thread rests meanwhile.
extension NodeEvents {
    /// A stage that nobody can inherit from gives out what it holds back: to it, all streams end.
    static func flush(_ node: UnsafeMutablePointer<Node>) {
        guard let table = node.pointee.stageClass else { return }
        for pair in node.pointee.begunPairs.subtracting(node.pointee.endedPairs) {
            node.pointee.outputsLeft = node.pointee.maxOutputs
            guard let call = table.pointee.end else { continue }
            let status = call(node.pointee.stage, pair.port, pair.stream)
            if status < 0 { failed(node, status, .event(stream: pair.stream)) }
        }
        drain(node, .event(stream: 0))
        TaskRun.runList(node.pointee.task)
        TaskRun.finish(node.pointee.task)
    }

    /// A node that no stream has reached is done at once.
    static func finishEarly(_ node: UnsafeMutablePointer<Node>) {
        guard !node.pointee.isFinished else { return }
        drain(node, .event(stream: 0))
        finish(node)
    }
}
