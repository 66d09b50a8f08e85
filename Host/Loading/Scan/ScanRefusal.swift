import HostSandbox

/// What a library did in its scan that the sandbox refused. Looking for files that it may not read is not counted: many
/// libraries look for settings and do without.
struct ScanRefusal {
    private let first: RefusedCall
    private let caller: String?
    private let others: Int

    /// `nil` when it kept within the sandbox.
    init?(_ remains: WorkerSnapshot) {
        let calls = remains.refusals.filter { !$0.isProbe }
        guard let first = calls.first else { return nil }
        self.first = first
        caller = first.caller(in: remains.images)
        others = calls.count - 1
    }

    /// `the sandbox of scans refused its call socket(AF_INET), from libx.so, and 2 others`.
    var text: String {
        let from = caller.map { ", from \($0)" } ?? ""
        let more = others > 0 ? ", and \(others) other\(others == 1 ? "" : "s")" : ""
        return "the sandbox of scans refused its call \(first.call)\(from)\(more)"
    }

    /// The failure of the scan.
    func failure(_ answer: ScanAnswer) -> LoadFailure {
        let place = answer.phase?.place ?? "before it was loaded"
        return LoadFailure(
            .forbidden,
            "reached out \(place): \(text); a plugin is loaded before anybody has allowed it anything: its author should "
                + "move that from constructors and describe to create or start")
    }
}
