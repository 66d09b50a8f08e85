import HostCore

/// The plan of a graph as text: tasks, threads, queues, memory, copies and conversions.
public enum Explanation {
    /// Several lines, ending in a newline.
    /// - Parameter captures: What is known of the copies at streams, by number of the stream, from a look at their sources.
    public static func text(_ graph: ValidatedGraph, captures: [Int: String] = [:]) -> String {
        let parts = [
            ["graph \(graph.name) (\(graph.file))"], streams(graph), tasks(graph), workers(graph), memory(graph),
            conversions(graph), Copies.lines(graph, captures),
            graph.warnings.isEmpty ? [] : ["warnings"] + graph.warnings.map { "  \($0)" },
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func streams(_ graph: ValidatedGraph) -> [String] {
        guard !graph.streams.isEmpty else { return [] }
        let rows = graph.streams.map { stream in
            var facts = [stream.isLive ? "live" : "not live", stream.format.description]
            if let pace = stream.pace { facts.append("pace \(pace.rawValue)") }
            if !stream.camera.isEmpty { facts.append("camera \(stream.camera)") }
            if let giveUp = stream.giveUp_ns { facts.append("given up after \(DurationText.text(giveUp))") }
            return ["  " + stream.name, stream.shownSource, facts.joined(separator: ", ")]
        }
        return ["streams"] + TextTable.lines(rows)
    }

    private static func tasks(_ graph: ValidatedGraph) -> [String] {
        let own = graph.tasks.count { $0.ownThread }
        let threads = graph.threads.map(String.init) ?? "one per core"
        var lines = [
            "tasks: \(graph.tasks.count), \(graph.tasks.count - own) on shared threads (\(threads)), \(own) on threads of their own"
        ]
        for task in graph.tasks {
            lines.append("  task \(task.index)\(task.ownThread ? ", own thread" : "")")
            lines += TextTable.lines(task.queues.map { queue(graph.edges[$0], graph) })
            lines += TextTable.lines(task.nodes.map { node(graph.nodes[$0]) })
        }
        return lines
    }

    private static func queue(_ edge: EdgePlan, _ graph: ValidatedGraph) -> [String] {
        guard let queue = edge.queue else { return [] }
        let widened = queue.widenedBy > 0 ? " (\(queue.widenedBy) more for the join)" : ""
        return [
            "    ▸ \(sourceName(edge, graph)) → \(targetName(edge, graph))", formatText(edge),
            "queue \(queue.capacity) \(queue.policy)\(widened)\(edge.needsProgress ? ", progress" : "")",
        ]
    }

    private static func node(_ node: NodePlan) -> [String] {
        var facts = node.notableSettings
        if node.instances > 1 { facts.append("\(node.instances) instances") }
        if node.batch > 1 { facts.append("up to \(node.batch) items in a call") }
        if case .process(let group) = node.isolation { facts.append("process '\(group)'") }
        if node.onError != .skip { facts.append("on error \(node.onError.rawValue)") }
        switch node.kind {
        case .stage(let entry):
            let id = "\(entry.manifest.id) \(entry.manifest.version)"
            return ["      \(node.name)\(node.isInserted ? " (added)" : "")", id, facts.joined(separator: ", ")]
        case .join(let join):
            return ["      \(node.name) (added)", "join", joinText(join)]
        }
    }

    static func joinText(_ join: JoinPlan) -> String {
        var text = "\(join.branches) branches by \(join.sync.rawValue)"
        if join.sync == .time { text += " within \(DurationText.text(join.within_ns))" }
        if let wait = join.wait_ns { text += ", wait \(DurationText.text(wait))" }
        return text
    }

    private static func memory(_ graph: ValidatedGraph) -> [String] {
        guard !graph.pools.isEmpty else { return [] }
        let rows = graph.pools.map { pool in
            [
                "  " + graph.streams[pool.stream].name, "\(pool.total) frames",
                "\(pool.decoder) decoder + \(pool.queued) queued + \(pool.inFlight) in flight + \(pool.held) held",
            ]
        }
        return ["memory"] + TextTable.lines(rows)
    }

    private static func conversions(_ graph: ValidatedGraph) -> [String] {
        var rows: [[String]] = []
        for node in graph.nodes where node.isInserted && node.manifest != nil {
            guard let input = node.inputs.first, let output = node.outputs.first else { continue }
            let source = graph.edges(into: node.index).first.map { sourceName($0, graph) } ?? ""
            rows.append([
                "  \(node.name)", "\(input?.description ?? "any") → \(output)", "a copy, behind \(source)",
                "\(node.site)",
            ])
        }
        for edge in graph.edges where edge.lumaView {
            rows.append([
                "  luma view", "→ gray8", "no copy, \(sourceName(edge, graph)) → \(targetName(edge, graph))",
                "\(edge.site)",
            ])
        }
        return rows.isEmpty ? ["conversions: none"] : ["conversions"] + TextTable.lines(rows)
    }

    /// What an edge carries, in short.
    static func formatText(_ edge: EdgePlan) -> String { edge.lumaView ? "gray8 view" : edge.format.description }

    static func sourceName(_ edge: EdgePlan, _ graph: ValidatedGraph) -> String {
        switch edge.from {
        case .stream(let stream): graph.streams[stream].name
        case .node(let node, let port): graph.nodes[node].name + outputName(graph.nodes[node], port)
        }
    }

    /// `.rejected` for all outputs but the first.
    static func outputName(_ node: NodePlan, _ port: Int) -> String {
        guard port > 0 else { return "" }
        return "." + (node.manifest.map { $0.outputs[port].name } ?? "\(port)")
    }

    static func targetName(_ edge: EdgePlan, _ graph: ValidatedGraph) -> String {
        let node = graph.nodes[edge.to]
        guard node.inputs.count > 1, let manifest = node.manifest else { return node.name }
        return "\(node.name).\(manifest.inputs[edge.port].name)"
    }
}
