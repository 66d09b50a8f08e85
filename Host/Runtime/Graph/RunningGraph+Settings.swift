import HostCore
import HostGraph

extension RunningGraph {
    /// Changes one live setting of a stage while it runs. See ``set(stage:_:)``.
    public func set(stage: String, key: String, value: JSONValue) throws(HostError) {
        try set(stage: stage, JSONObject([(key, value)]))
    }

    /// Changes live settings of a stage while it runs: all of them, in all its instances, or none.
    ///
    /// The stage gets them on its own thread between two items. One control thread at a time; returns once every instance
    /// has answered.
    /// - Parameters:
    ///   - stage: `encoder`, or `encoder[door]` for one of those that `for_each` made; the name alone means all of them.
    ///   - changes: New values by key; `rate.bitrate` is a key within a mapping.
    ///   - timeout_ns: How long to wait for a stage that is at work.
    /// - Throws: `missing` for an unknown stage, `usage` for a key that is not live or a value that does not fit its schema,
    ///   `stage` when the stage refuses the values, `limit` when it does not come to take them in time, `state` when the
    ///   graph is closed. The old values are then in force.
    public func set(
        stage: String, _ changes: JSONObject, timeout_ns: Int64 = 5_000_000_000
    ) throws(HostError) {
        guard !isClosed else {
            throw HostError(.state, "the settings of '\(stage)' cannot be changed: the graph has ended")
        }
        var steps: [Step] = []
        for plan in try nodesOfStage(stage) {
            for node in nodes[plan.index] {
                let old = node.pointee.control.takeUnretainedValue().configuration
                steps.append(
                    Step(node: node, plan: plan, old: old, new: try LiveSettings.apply(changes, to: old, of: plan)))
            }
        }
        for (index, step) in steps.enumerated() {
            do throws(HostError) {
                try deliver(step.new, to: step, timeout_ns)
            } catch {
                // The old values were in force a moment ago, so the stages take them.
                for step in steps[..<index] { try? deliver(step.old, to: step, timeout_ns) }
                throw error
            }
        }
    }

    private struct Step {
        let node: UnsafeMutablePointer<Node>
        let plan: NodePlan
        let old: JSONValue
        let new: JSONValue
    }

    /// The settings in force, of each instance of a stage.
    /// - Throws: `missing` for an unknown stage.
    public func settings(stage: String) throws(HostError) -> [JSONValue] {
        try nodesOfStage(stage).flatMap { nodes[$0.index] }.map {
            $0.pointee.control.takeUnretainedValue().configuration
        }
    }

    private func nodesOfStage(_ name: String) throws(HostError) -> [NodePlan] {
        let found = plan.nodes.filter { $0.manifest != nil && ($0.name == name || $0.stageName == name) }
        guard found.isEmpty else { return found }
        let names = plan.nodes.filter { $0.manifest != nil }.map(\.name)
        let nearest = Nearest.name(to: name, among: names).map { "did you mean '\($0)'?" }
        throw HostError(
            .usage, "the graph has no stage '\(name)'; \(nearest ?? "it has \(names.joined(separator: ", "))")")
    }

    private func deliver(_ configuration: JSONValue, to step: Step, _ timeout_ns: Int64) throws(HostError) {
        let change = SettingsChange(step.node, configuration)
        if isRunning { change.post() } else { change.apply() }
        var answer = change.wait(timeout_ns: timeout_ns)
        if answer == nil, !change.withdraw() {
            // The thread has taken it in this moment: the call into the stage is under way.
            answer = change.wait(timeout_ns: timeout_ns)
        }
        switch answer {
        case .taken: return
        case .refused(let why):
            throw HostError(.stage, "stage \(step.plan.name) refuses the settings: \(why)", site: step.plan.site)
        case nil:
            throw HostError(
                .limit,
                "stage \(step.plan.name) was at work for \(timeout_ns / 1_000_000) ms and took no settings; try again",
                site: step.plan.site)
        }
    }
}
