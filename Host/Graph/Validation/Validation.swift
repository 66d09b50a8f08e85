import HostCore

/// What validation finds.
public struct Validation: Sendable {
    /// The graph, ready to run; `nil` when a finding is an error.
    public let graph: ValidatedGraph?
    /// All that is wrong or doubtful, in the order of the files' lines.
    public let findings: [Finding]
}

extension Validation {
    /// One named step of validation.
    struct Pass: Sendable {
        let name: String
        /// Whether it plans, and so needs a graph without errors.
        let needsSoundGraph: Bool
        let run: @Sendable (inout GraphDraft) -> Void

        init(_ name: String, needsSoundGraph: Bool = false, _ run: @escaping @Sendable (inout GraphDraft) -> Void) {
            self.name = name
            self.needsSoundGraph = needsSoundGraph
            self.run = run
        }
    }

    /// The passes in their order. All of the first kind run, whatever they find.
    static let passes = [
        Pass("there are not too many streams and stages") { $0.checkCounts() },
        Pass("each use: names a stage of the catalogue") { $0.findStages() },
        Pass("each from: names a stream or an output") { $0.findSources() },
        Pass("no stage feeds itself") { $0.findCycles() },
        Pass("each stream is merged, paired or multiplied as the grammar allows") { $0.traceStreams() },
        Pass("each setting fits the stage's schema") { $0.checkSettings() },
        Pass("what runs side by side may do so") { $0.checkParallelism() },
        Pass("all streams and results are used") { $0.checkUse() },
        Pass("nodes and edges are made of stages") { $0.makeNodes() },
        Pass("each edge carries what its consumer takes") { $0.checkKinds() },
        Pass("pixel formats are chosen and conversions inserted") { $0.agreeFormats() },
        Pass("neighbours are fused into tasks") { $0.formTasks() },
        Pass("each edge between tasks has a bound") { $0.planQueues() },
        Pass("short branches can wait for long ones", needsSoundGraph: true) { $0.widenJoins() },
        Pass("progress is known where it is needed", needsSoundGraph: true) { $0.traceProgress() },
    ]

    /// Checks a graph against the stages that there are, and plans it. Runs no code of any plugin.
    /// - Parameters:
    ///   - config: The graph as its files say it; its findings are among the result's.
    ///   - catalogue: The stages that may be used.
    ///   - files: Says whether the files that settings name can be read.
    ///   - hasWorkers: Whether the host that is to run the graph can run stages in worker processes.
    public static func of(
        _ config: GraphConfig, catalogue: StageCatalogue, files: any FileReader, hasWorkers: Bool = false
    ) -> Validation {
        let log = FindingLog(config.findings)
        var draft = GraphDraft(config: config, catalogue: catalogue, files: files, hasWorkers: hasWorkers, log: log)
        for pass in passes where !pass.needsSoundGraph || !log.hasErrors {
            pass.run(&draft)
        }
        let findings = log.findings.inOrder()
        return Validation(graph: findings.hasErrors ? nil : ValidatedGraph(draft, findings), findings: findings)
    }

    /// Reads a graph and checks it in one go.
    public static func of(
        _ file: String, _ inputs: GraphInputs, catalogue: StageCatalogue, hasWorkers: Bool = false
    ) -> Validation {
        of(GraphConfig.load(file, inputs), catalogue: catalogue, files: inputs.files, hasWorkers: hasWorkers)
    }
}
