import Testing

@testable import HostIsolation

/// The supervision of a worker, in virtual time.
@Suite("Supervision of workers")
struct SupervisionTests {
    private static let second: Int64 = 1_000_000_000

    @Test("a worker starts when it is wanted, and once")
    func start() {
        var machine = UnitSupervision()
        #expect(machine.wanted() == .spawn)
        #expect(machine.wanted() == .nothing)
        machine.ready(now_ns: 5)
        #expect(machine.phase == .up(since_ns: 5))
    }

    @Test("a healthy worker that fails is started at once, however often")
    func healthy() {
        var machine = UnitSupervision()
        _ = machine.wanted()
        var now_ns: Int64 = 0
        for _ in 0..<20 {
            machine.ready(now_ns: now_ns)
            now_ns += Self.second
            #expect(machine.failed(now_ns: now_ns) == .spawn)
        }
    }

    @Test("quick failures are answered with pauses that double up to a bound")
    func backOff() {
        var machine = UnitSupervision()
        _ = machine.wanted()
        machine.ready(now_ns: 0)
        #expect(machine.failed(now_ns: 1) == .spawn)
        var pauses_ms: [Int64] = []
        var now_ns: Int64 = 1
        for _ in 0..<10 {
            #expect(machine.failed(now_ns: now_ns) == .nothing)
            guard let due_ns = machine.due_ns else {
                Issue.record("it does not wait")
                return
            }
            pauses_ms.append((due_ns - now_ns) / 1_000_000)
            #expect(machine.tick(now_ns: due_ns - 1) == .nothing)
            #expect(machine.tick(now_ns: due_ns) == .spawn)
            now_ns = due_ns
        }
        #expect(pauses_ms == [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test("what is over stays over")
    func over() {
        var machine = UnitSupervision()
        _ = machine.wanted()
        #expect(machine.quit() == .quit)
        #expect(machine.failed(now_ns: 1) == .nothing)
        #expect(machine.wanted() == .nothing && machine.quit() == .nothing)
    }

    @Test("too many failures are those within the window")
    func policy() {
        var policy = IsolationPolicy()
        (policy.after, policy.within_ns) = (3, 10)
        #expect(!policy.isExhausted([0, 20, 25], now_ns: 26))
        #expect(policy.isExhausted([0, 20, 25, 26], now_ns: 26))
        #expect(!policy.isExhausted([0, 20, 25, 26], now_ns: 31))
    }

    @Test("a good while makes the next failure a first one again")
    func backOffEnds() {
        var machine = UnitSupervision()
        _ = machine.wanted()
        var now_ns: Int64 = 0
        func pause_ms(after_ns: Int64) -> Int64? {
            machine.ready(now_ns: now_ns)
            now_ns += after_ns
            guard machine.failed(now_ns: now_ns) == .nothing, let due_ns = machine.due_ns else { return nil }
            defer {
                now_ns = due_ns
                _ = machine.tick(now_ns: due_ns)
            }
            return (due_ns - now_ns) / 1_000_000
        }
        #expect(pause_ms(after_ns: 1) == nil)
        #expect([1, 1, 1].map { pause_ms(after_ns: $0) } == [50, 100, 200])
        // A nanosecond short of a good while it still counts as quick.
        #expect(pause_ms(after_ns: UnitSupervision.healthy_ns - 1) == 400)
        #expect(pause_ms(after_ns: UnitSupervision.healthy_ns) == nil)
        #expect([1, 1].map { pause_ms(after_ns: $0) } == [50, 100])
    }

    @Test("a worker's share of processors is told over ten seconds, not over a moment")
    func processor() {
        var watch = ProcessorWatch()
        var used_ns: Int64 = 0
        var shares: [Int?] = []
        for step in 0..<300 {
            // Two processors for three seconds, then a quarter of one.
            used_ns += step <= 30 ? 200_000_000 : 25_000_000
            shares.append(watch.share_percent(used_ns: used_ns, now_ns: Int64(step) * 100_000_000))
        }
        #expect(shares[..<100].allSatisfy { $0 == nil })
        #expect(shares[100] == (30 * 200 + 70 * 25) / 100)
        #expect(shares[299] == 25)
        #expect(shares.compactMap(\.self).max().map { $0 < 80 } == true)
    }
}
