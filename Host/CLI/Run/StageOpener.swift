import HostCore
import HostGraph
import HostIsolation
import HostLoading
import HostRuntime

/// Finds the tables of stages: in their libraries, loaded into this process, or those of workers.
struct StageOpener: Sendable {
    private let catalogue: PluginCatalogue
    private let workers: IsolatedStages

    init(_ catalogue: PluginCatalogue, workers: IsolatedStages) {
        self.catalogue = catalogue
        self.workers = workers
    }

    /// The table of a stage of the graph.
    func open(_ opening: StageOpening) throws(HostError) -> StageClassTable {
        guard case .process(let group) = opening.plan.isolation else { return try load(opening.entry) }
        var request = request(opening.plan, opening.entry, group)
        request.holdLimit = opening.holdLimit
        request.stop = opening.stop
        return try workers.table(for: request, store: opening.store)
    }

    /// Tells the workers of a graph what its stages will need.
    func announce(_ plan: ValidatedGraph) {
        for node in plan.nodes {
            guard case .stage(let entry) = node.kind, case .process(let group) = node.isolation else { continue }
            workers.expect(request(node, entry, group))
        }
    }

    /// The table of a stage in this process.
    func load(_ entry: StageCatalogue.Entry) throws(HostError) -> StageClassTable {
        let known = catalogue.library(at: entry.library)
        let library = try PluginLoader().open(
            entry.library, expecting: known?.buildID, sha256: known?.sha256)
        guard let table = library.stageClass(entry.manifest.id) else {
            throw HostError(
                .plugin,
                "plugin \(entry.library) has no stage \(entry.manifest.id); scan it again with 'sluice plugins --rescan'"
            )
        }
        return table
    }

    private func request(
        _ plan: NodePlan, _ entry: StageCatalogue.Entry, _ group: String
    ) -> IsolatedStageRequest {
        var request = IsolatedStageRequest(name: plan.name, site: plan.site, entry: entry, group: group)
        request.buildID = catalogue.library(at: entry.library)?.buildID ?? ""
        request.sha256 = catalogue.library(at: entry.library)?.sha256 ?? ""
        request.instances = plan.instances
        request.isWorkerPerInstance = group == plan.name
        request.outputFormats = plan.outputs.map { $0.pixelFormat?.rawValue ?? 0 }
        request.mayPassOn = mayPassOn(plan)
        request.configuration = plan.configuration
        request.grants = plan.limits.grants
        request.policy = policy(plan.limits)
        return request
    }

    private func policy(_ limits: IsolationLimits) -> IsolationPolicy {
        var policy = IsolationPolicy()
        policy.deadline_ns = limits.deadline_ns ?? policy.deadline_ns
        policy.memory_bytes = limits.memory_bytes
        policy.cpu_percent = limits.cpu_percent
        policy.saveEvery_ns = limits.saveEvery_ns ?? policy.saveEvery_ns
        policy.after = limits.after ?? policy.after
        policy.within_ns = limits.within_ns ?? policy.within_ns
        switch limits.last {
        case .skip: policy.last = .skip
        case .stop: policy.last = .stop
        case .replace(let entry, let configuration):
            policy.last = .replace(
                table: { () throws(HostError) in StageTablePointer(try load(entry)) }, configuration: configuration)
        }
        return policy
    }

    /// Whether what comes in may go out as it is, past the stage.
    private func mayPassOn(_ plan: NodePlan) -> Bool {
        guard let input = plan.inputs.first, let input, let output = plan.outputs.first else { return false }
        return input == output
    }
}
