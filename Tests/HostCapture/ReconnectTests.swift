import HostCore
import Testing

@testable import HostCapture

@Suite("A lost live source is tried again, with back-off, in virtual time")
struct ReconnectTests {
    private static let second: Int64 = 1_000_000_000

    private func policy(giveUp_ns: Int64? = nil, jitter: Double = 0) -> ReconnectPolicy {
        var policy = ReconnectPolicy()
        policy.giveUp_ns = giveUp_ns
        policy.jitter = jitter
        return policy
    }

    /// Fails `count` times as soon as it is connected, and says how long each wait was.
    private func waits(_ machine: inout Reconnect, count: Int) -> [Int64] {
        var now_ns: Int64 = 0
        var result: [Int64] = []
        _ = machine.handle(.start, at: now_ns)
        for _ in 0..<count {
            guard case .wait(let until_ns) = machine.handle(.lost, at: now_ns) else { return result }
            result.append(until_ns - now_ns)
            now_ns = until_ns
            if machine.handle(.tick, at: now_ns) != .connect { return result }
        }
        return result
    }

    @Test("waits double from half a second to half a minute")
    func backOff() {
        var machine = Reconnect(policy(), seed: 1)
        let expected = [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000].map { Int64($0) * 1_000_000 }
        #expect(waits(&machine, count: 9) == expected)
        #expect(machine.losses == 9)
    }

    @Test("the doubling does not overflow")
    func longLoss() {
        var machine = Reconnect(policy(), seed: 1)
        let all = waits(&machine, count: 200)
        #expect(all.count == 200)
        #expect(all.allSatisfy { $0 > 0 && $0 <= 30 * Self.second })
    }

    @Test("jitter only shortens, is bounded, and repeats with its seed", arguments: [1, 2, 3, 99] as [UInt64])
    func jitter(seed: UInt64) {
        var plain = Reconnect(policy(), seed: seed)
        var first = Reconnect(policy(jitter: 0.2), seed: seed)
        var second = Reconnect(policy(jitter: 0.2), seed: seed)
        let full = waits(&plain, count: 12)
        let shortened = waits(&first, count: 12)
        #expect(shortened == waits(&second, count: 12), "seed \(seed)")
        for (a, b) in zip(shortened, full) { #expect(a <= b && Double(a) >= Double(b) * 0.79, "seed \(seed)") }
        #expect(shortened != full, "seed \(seed)")
    }

    @Test("an early wake does not connect")
    func earlyTick() {
        var machine = Reconnect(policy(), seed: 1)
        #expect(machine.handle(.start, at: 0) == .connect)
        #expect(machine.handle(.lost, at: 10) == .wait(until_ns: 500_000_010))
        #expect(machine.handle(.tick, at: 499_999_999) == .nothing)
        #expect(machine.handle(.lost, at: 499_999_999) == .nothing)
        #expect(machine.handle(.tick, at: 500_000_010) == .connect)
    }

    @Test("steady play forgets old losses, a short one does not")
    func settles() {
        var machine = Reconnect(policy(), seed: 1)
        _ = machine.handle(.start, at: 0)
        _ = machine.handle(.lost, at: 0)
        _ = machine.handle(.tick, at: Self.second)
        _ = machine.handle(.frame, at: Self.second)
        #expect(machine.handle(.lost, at: 2 * Self.second) == .wait(until_ns: 3 * Self.second))
        _ = machine.handle(.tick, at: 3 * Self.second)
        _ = machine.handle(.frame, at: 3 * Self.second)
        for t in 4...20 { _ = machine.handle(.frame, at: Int64(t) * Self.second) }
        #expect(machine.handle(.lost, at: 20 * Self.second) == .wait(until_ns: 20 * Self.second + 500_000_000))
    }

    @Test("silence counts as a loss: while playing after 10 s, while connecting after 20 s")
    func silence() {
        var machine = Reconnect(policy(), seed: 1)
        _ = machine.handle(.start, at: 0)
        #expect(machine.handle(.tick, at: 19 * Self.second) == .nothing)
        _ = machine.handle(.frame, at: 19 * Self.second)
        #expect(machine.handle(.tick, at: 28 * Self.second) == .nothing)
        let until_ns = 29 * Self.second + 500_000_000
        #expect(
            machine.handle(.tick, at: 29 * Self.second)
                == .waitAfterSilence(until_ns: until_ns, silent_ns: 10 * Self.second))
        _ = machine.handle(.tick, at: until_ns)
        #expect(machine.handle(.tick, at: until_ns + 19 * Self.second) == .nothing)
        let late = machine.handle(.tick, at: until_ns + 20 * Self.second)
        #expect(late != .nothing && late != .giveUp)
    }

    @Test("it is given up after the allowed time, counted from the loss, and not before")
    func givesUp() {
        var machine = Reconnect(policy(giveUp_ns: 5 * Self.second), seed: 1)
        var now_ns: Int64 = 0
        _ = machine.handle(.start, at: now_ns)
        var action = machine.handle(.lost, at: now_ns)
        while case .wait(let until_ns) = action {
            #expect(until_ns <= 5 * Self.second)
            now_ns = until_ns
            #expect(machine.handle(.tick, at: now_ns) == .connect)
            action = machine.handle(.lost, at: now_ns)
        }
        #expect(action == .giveUp)
        #expect(now_ns == 5 * Self.second)
        #expect(machine.state == .gaveUp)
        #expect(machine.handle(.tick, at: 100 * Self.second) == .nothing)
    }

    @Test("a stop closes from every state, once")
    func stops() {
        for steps in 0..<4 {
            var machine = Reconnect(policy(), seed: 1)
            let events: [Reconnect.Event] = [.start, .frame, .lost]
            for event in events.prefix(steps) { _ = machine.handle(event, at: 1) }
            #expect(machine.handle(.stop, at: 2) == .close)
            #expect(machine.handle(.stop, at: 3) == .nothing)
            #expect(machine.handle(.frame, at: 3) == .nothing)
        }
    }
}
