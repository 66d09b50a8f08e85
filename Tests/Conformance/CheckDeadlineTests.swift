import Testing

@testable import HostConformance

/// When a check counts as hung.
@Suite("Deadlines of checks")
struct CheckDeadlineTests {
    private static let second: Int64 = 1_000_000_000

    @Test("who is silent is over after the limit, who speaks has it again, and nobody has more than four of them")
    func silence() {
        var deadline = CheckDeadline(start_ns: 5 * Self.second, limit_ns: 30 * Self.second)
        #expect(deadline.limit_ns == 30 * Self.second && deadline.text == "no answer within 30 s")
        deadline.hear(10, now_ns: 25 * Self.second)
        #expect(deadline.limit_ns == 50 * Self.second)
        // The same again: nothing new was said.
        deadline.hear(10, now_ns: 40 * Self.second)
        #expect(deadline.limit_ns == 50 * Self.second)
        deadline.hear(11, now_ns: 119 * Self.second)
        #expect(deadline.limit_ns == 120 * Self.second && deadline.text == "not done after 120 s")
    }

    @Test("a limit or a clock of any size overflows nothing")
    func extremes() {
        var deadline = CheckDeadline(start_ns: 0, limit_ns: .max)
        deadline.hear(1, now_ns: .max)
        #expect(deadline.limit_ns == .max)
    }
}
