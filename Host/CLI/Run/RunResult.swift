import HostCore
import HostGraph

/// How a run went: its counts, and whether it did what it should.
struct RunResult: Sendable {
    let plan: ValidatedGraph
    var statistics: RunStatistics
    var outcome = Outcome.done
    var wallStart_ns: Int64 = 0
    var warnings: [String] = []
    /// How the recording went; `nil` when there was none.
    var recording: RecordingOutcome?
    private(set) var errors: [String] = []

    init(plan: ValidatedGraph, statistics: RunStatistics) {
        self.plan = plan
        self.statistics = statistics
    }

    /// Items that a stage failed on or passed by.
    var skipped: UInt64 { statistics.stages.reduce(0) { $0 + $1.errors + $1.skipped } }

    /// Items lost with worker processes.
    var lost: UInt64 {
        statistics.stages.reduce(0) { $0 + $1.lost.reduce(0) { $0 + ($1.reason == "passed-on" ? 0 : $1.count) } }
    }

    /// Items that queues dropped.
    var dropped: UInt64 { statistics.edges.reduce(0) { $0 + $1.droppedInAll } }

    /// Says how the run ended, by what failed and by what the user wanted.
    mutating func judge(_ failures: [HostError], interrupts: Int) {
        for failure in failures { fail(failure) }
        if let failure = recording?.failure { fail(failure) }
        for (node, stage) in zip(plan.nodes, statistics.stages)
        where stage.ioErrors > 0 && node.manifest?.outputs.isEmpty ?? false { fail(Self.unwritten(stage, node.site)) }
        for stage in statistics.formerSinks { fail(Self.unwritten(stage, nil)) }
        if interrupts > 0 { outcome = .interrupted }
    }

    private static func unwritten(_ stage: StageStatistics, _ site: Site?) -> HostError {
        HostError(
            .file, "stage \(stage.name) could not write \(Figures.count(stage.ioErrors)) items: \(stage.lastError)",
            site: site)
    }

    /// Something that the run should have done was not done.
    mutating func fail(_ error: HostError) {
        errors.append(error.description)
        if case .done = outcome { outcome = .failed(ExitStatus(rawValue: error.code.exitStatus) ?? .failed) }
    }
}

extension EdgeStatistics {
    /// Items dropped, for whatever reason.
    var droppedInAll: UInt64 { dropped.reduce(0) { $0 + $1.count } }
}
