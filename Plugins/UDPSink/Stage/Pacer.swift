/// How long to wait so that a rate is kept: bytes that were sent are paid for with time. Up to 5 ms may be owed, so that
/// small pictures pass at once.
struct Pacer: Sendable {
    private let bytes_per_ns: Double
    private static let credit_ns: Int64 = 5_000_000
    private var paidUntil_ns: Int64 = .min

    /// - Parameter bits_per_second: 0 for no limit.
    init(bits_per_second: Double) { bytes_per_ns = bits_per_second / 8e9 }

    /// Nanoseconds to wait before the next bytes.
    func wait_ns(_ now_ns: Int64) -> Int64 {
        bytes_per_ns > 0 && paidUntil_ns > .min ? max(0, paidUntil_ns - Self.credit_ns - now_ns) : 0
    }

    /// Bytes were sent.
    mutating func pay(_ bytes: Int, _ now_ns: Int64) {
        guard bytes_per_ns > 0 else { return }
        paidUntil_ns = max(paidUntil_ns, now_ns) + Int64(Double(bytes) / bytes_per_ns)
    }

    /// Most bytes to send in one go.
    var burst_bytes: Int { bytes_per_ns > 0 ? max(1500, Int(bytes_per_ns * Double(Self.credit_ns))) : .max }
}
