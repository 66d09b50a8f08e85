import CSluice
import HostCore
import Synchronization

/// The numbers of a stage's own (`sluice.metrics/1`), for whoever asks on any thread: the stage is there as long as it is
/// read, and its last numbers stay when it has gone.
final class StageNumbers: Sendable {
    private struct Source: @unchecked Sendable {
        // Sound: the contract lets any thread read while the instance is there, which the lock sees to.
        let stage: OpaquePointer?
        let table: UnsafePointer<sluice_metrics>
    }

    private struct State {
        var source: Source?
        var last: [StageMetric] = []
    }

    private let state = Mutex(State())
    private static let most: UInt32 = 256

    /// A stage was made.
    func begin(_ stage: OpaquePointer?, _ stageClass: UnsafePointer<sluice_stage_class>) {
        guard let ask = stageClass.pointee.get_extension, let found = ask(stage, SLUICE_EXT_METRICS) else { return }
        let table = found.assumingMemoryBound(to: sluice_metrics.self)
        guard table.pointee.read != nil else { return }
        let source = Source(stage: stage, table: table)
        state.withLock { $0.source = source }
    }

    /// The stage is about to be destroyed.
    func end() {
        state.withLock { state in
            if let source = state.source { state.last = Self.read(source) }
            state.source = nil
        }
    }

    /// The numbers of now, or the last ones.
    var values: [StageMetric] {
        state.withLock { state in state.source.map(Self.read) ?? state.last }
    }

    private static func read(_ source: Source) -> [StageMetric] {
        (0..<min(source.table.pointee.count, most)).compactMap { index in
            var metric = sluice_metric()
            metric.struct_size = UInt32(MemoryLayout<sluice_metric>.size)
            guard source.table.pointee.read(source.stage, index, &metric) >= 0, let name = metric.name else {
                return nil
            }
            return StageMetric(
                name: String(cString: name), help: metric.help.map { String(cString: $0) } ?? "",
                isCounter: metric.kind == UInt32(SLUICE_METRIC_COUNTER), value: metric.value)
        }
    }
}
