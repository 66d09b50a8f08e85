import HostCore

/// Worker processes: who is in them, and what each stage is allowed there.
extension Explanation {
    static func workers(_ graph: ValidatedGraph) -> [String] {
        var groups: [(name: String, nodes: [NodePlan])] = []
        for node in graph.nodes {
            guard case .process(let name) = node.isolation else { continue }
            if let known = groups.firstIndex(where: { $0.name == name }) {
                groups[known].nodes.append(node)
            } else {
                groups.append((name, [node]))
            }
        }
        guard !groups.isEmpty else { return [] }
        return ["workers"]
            + groups.flatMap { group in ["  process '\(group.name)'"] + TextTable.lines(group.nodes.map(limits)) }
    }

    private static func limits(_ node: NodePlan) -> [String] {
        let limits = node.limits
        let memory = limits.memory_bytes.map { "memory \(SizeText.text($0))" } ?? "no bound of memory"
        let cpu = limits.cpu_percent.map { "cpu \($0)%" } ?? "no bound of cpu"
        let deadline = DurationText.text(limits.deadline_ns ?? IsolationDefaults.deadline_ns)
        let save = DurationText.text(limits.saveEvery_ns ?? IsolationDefaults.saveEvery_ns)
        let grants = limits.grants.isEmpty ? "no grants" : "grants \(limits.grants.joined(separator: ", "))"
        let within = DurationText.text(limits.within_ns ?? IsolationDefaults.within_ns)
        let end = "after \(limits.after ?? IsolationDefaults.after) failures within \(within) \(text(limits.last))"
        return ["    \(node.name)", "deadline \(deadline)", memory, cpu, "state every \(save)", grants, end]
    }

    private static func text(_ last: IsolationLimits.Last) -> String {
        switch last {
        case .skip: "skip"
        case .stop: "stop"
        case .replace(let entry, _): "replace by \(entry.manifest.id)"
        }
    }
}
