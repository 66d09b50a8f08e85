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
}
