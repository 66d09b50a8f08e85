import HostCore
import HostSandbox

/// Asks libraries for their manifests, each in a child of its own that may crash, hang or end without harm.
public struct PluginScanner: Sendable {
    /// Path of the program `sluice-worker`.
    public let workerPath: String
    /// How long a scan may take, in nanoseconds.
    public let limit_ns: Int64
    private let clock: any HostClock

    /// A scanner.
    /// - Parameters:
    ///   - workerPath: Path of the program `sluice-worker`.
    ///   - clock: What measures the time that a scan takes.
    ///   - limit_ns: How long a scan may take.
    public init(workerPath: String, clock: any HostClock, limit_ns: Int64 = 5_000_000_000) {
        self.workerPath = workerPath
        self.clock = clock
        self.limit_ns = limit_ns
    }

    /// Scans a library in a child and waits for it. [control threads only]
    /// - Parameters:
    ///   - library: The library.
    ///   - sha256: What a list of allowed plugins names: the child loads no other content.
    /// - Returns: The manifest as the library wrote it, or why it cannot be used.
    /// - Throws: `missing` when the worker cannot be started; `limit` when no pipe can be had.
    package func scan(
        _ library: LibraryIdentity, sha256: String? = nil
    ) throws(HostError) -> Result<[UInt8], LoadFailure> {
        let (sum_ns, overflow) = clock.now_ns.addingReportingOverflow(limit_ns)
        let deadline_ns = overflow ? .max : sum_ns
        var child = try ScanChild.start(worker: workerPath, library: library.path, sha256: sha256)
        let end = child.listen(until: deadline_ns, on: clock)
        let answer = child.answer
        let remains = child.remains
        if end.hasAnswered, let refusal = ScanRefusal(remains) { return .failure(refusal.failure(answer)) }
        if end != .noisy, let result = answer.result { return result }
        return .failure(failure(end, answer, child.complaint, remains))
    }

    private func failure(
        _ end: ScanChild.End, _ answer: ScanAnswer, _ complaint: String?, _ remains: WorkerSnapshot
    ) -> LoadFailure {
        let place = answer.phase?.place ?? "before it was loaded"
        let said = complaint.map { ", saying \"\($0)\"" } ?? ""
        let remedy =
            (ScanRefusal(remains).map { "before that \($0.text); " } ?? "")
            + "tell its author; 'sluice plugins --rescan' tries again"
        switch end {
        case .overdue:
            return LoadFailure(.hung, "hung \(place): no answer within \(Self.seconds(limit_ns)); \(remedy)")
        case .signalled(let signal):
            let site = Self.site(remains)
            return LoadFailure(
                .crashed, "crashed \(place) with \(SignalName.text(signal))\(said)\(site); \(remedy)")
        case .exited(let status) where answer.phase != nil:
            return LoadFailure(
                .exited, "ended the process \(place), with exit status \(status)\(said); a plugin must not call exit")
        case .exited(let status):
            return LoadFailure(.noAnswer, "was not scanned: sluice-worker ended with status \(status)\(said)")
        case .noisy:
            return LoadFailure(.noAnswer, "was not scanned: it writes to descriptors that are not its own; \(remedy)")
        }
    }

    /// Where it crashed, as far as its own handler could write it down.
    private static func site(_ remains: WorkerSnapshot) -> String {
        guard let crash = remains.crash else { return "" }
        var symbols = Symbolizer()
        let frames = symbols.name(crash.frames, in: remains.images)
        guard let frame = frames.first(where: { $0.symbol != nil }) ?? frames.first else { return "" }
        return ", in \(frame.place)"
    }

    private static func seconds(_ ns: Int64) -> String {
        ns % 1_000_000_000 == 0 ? "\(ns / 1_000_000_000) s" : "\(ns / 1_000_000) ms"
    }
}
