import HostCore
import HostReplay
import HostRuntime
import Synchronization

/// Writes what a run keeps into its file, and says loudly when that does not go as it should.
///
/// Concurrency: the recording thread alone uses the writer; what others see stands under a lock.
final class RunRecorder: ItemRecorder, @unchecked Sendable {
    // Sound: see above.

    private let writer: RecordingWriter
    private let path: String
    private let log: LogSink
    private let seen: Mutex<RecordingOutcome>
    private var lost: [UInt64] = []
    private var warned: [UInt64] = []

    /// - Throws: `file`, when the file cannot be made.
    init(
        _ path: String, _ facts: RecordingFacts, limit_bytes: Int, log: @escaping LogSink
    ) throws(HostError) {
        self.path = path
        self.log = log
        seen = Mutex(RecordingOutcome(path: path))
        writer = try RecordingWriter(path: path, facts: facts, limit_bytes: limit_bytes)
    }

    /// How it stands. Any thread.
    var outcome: RecordingOutcome { seen.withLock { $0 } }

    func add(_ point: RecordPoint, number: Int) {
        writer.write(
            RecordedEdge(name: point.name, isSource: point.isSource, format: point.format.description),
            number: UInt32(number))
        lost.append(0)
        warned.append(0)
        seen.withLock { $0.edges.append((point.name, 0, 0)) }
    }

    func begin(_ stream: StreamPointer, point: Int) {
        writer.write(stream, edge: UInt32(point))
        note()
    }

    func take(_ item: ItemPointer, point: Int, text: (UInt32) -> String) {
        let before = writer.items
        writer.write(item, edge: UInt32(point), text: text)
        if writer.items > before { seen.withLock { $0.edges[point].items += 1 } }
        note()
    }

    func lose(_ count: UInt64, point: Int) {
        lost[point] += count
        writer.writeLoss(of: count, edge: UInt32(point))
        seen.withLock { $0.edges[point].leftOut = lost[point] }
        // At the first loss and each time that it has doubled, so that a log does not drown in it.
        guard lost[point] >= max(1, 2 * warned[point]) else { return }
        warned[point] = lost[point]
        let name = seen.withLock { $0.edges[point].name }
        log(
            LogLevel.warning.rawValue, "record",
            "\(lost[point]) items of '\(name)' are left out of '\(path)' so far: its disk, or this machine, is too slow; "
                + "record fewer edges (--record-edges), or onto a faster disk")
    }

    func finish() {
        let problem = writer.close(lost: lost)
        note()
        guard let problem else { return }
        seen.withLock { $0.end = (.failed, problem) }
        log(LogLevel.error.rawValue, "record", problem)
    }

    /// Tells of the end when it comes before the run's.
    private func note() {
        let size_bytes = writer.size_bytes
        guard case .stopped(let end, let reason) = writer.state else {
            return seen.withLock { $0.size_bytes = size_bytes }
        }
        let isNew = seen.withLock { outcome in
            outcome.size_bytes = size_bytes
            defer { outcome.end = (end, reason) }
            return outcome.end == nil
        }
        guard isNew else { return }
        let level = end == .limit ? LogLevel.warning : .error
        log(level.rawValue, "record", reason + "; the run goes on")
    }
}
