/// When a check counts as hung: it has been silent for the limit, or is not done after several times that. A check that makes
/// many instances tells of each call, so that a slow machine or a large model is not taken for a hang.
struct CheckDeadline {
    private static let mostLimits: Int64 = 4

    private let start_ns: Int64
    private let silence_ns: Int64
    private var heard_ns: Int64
    private var heard_bytes = 0

    /// - Parameter limit_ns: How long it may be silent.
    init(start_ns: Int64, limit_ns: Int64) {
        self.start_ns = start_ns
        silence_ns = limit_ns
        heard_ns = start_ns
    }

    /// So much has it said in all by now.
    mutating func hear(_ bytes: Int, now_ns: Int64) {
        guard bytes > heard_bytes else { return }
        heard_bytes = bytes
        heard_ns = now_ns
    }

    /// How long after its start it is over, as things are.
    var limit_ns: Int64 {
        let (limit, isTooLong) = (heard_ns - start_ns).addingReportingOverflow(silence_ns)
        return isTooLong ? most_ns : min(limit, most_ns)
    }

    /// The most that it may take, whatever it says.
    private var most_ns: Int64 {
        let (most, isTooLong) = silence_ns.multipliedReportingOverflow(by: Self.mostLimits)
        return isTooLong ? .max : most
    }

    /// What it did not keep, in words.
    var text: String {
        let limit_s = limit_ns / 1_000_000_000
        return limit_ns == most_ns ? "not done after \(limit_s) s" : "no answer within \(silence_ns / 1_000_000_000) s"
    }
}
