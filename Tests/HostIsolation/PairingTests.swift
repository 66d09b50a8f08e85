import Testing

@testable import HostIsolation

/// When a stage's thread and its worker's share a processor, in virtual time.
@Suite("Threads that share a processor")
struct PairingTests {
    private static let microsecond: Int64 = 1000

    /// Makes calls one after the other.
    private static func calls(
        _ count: Int, _ pairing: inout Pairing, from now_ns: inout Int64, call_us: Int64 = 20, pause_us: Int64 = 5,
        on processor: Int32? = 3
    ) -> [Int32?] {
        (0..<count).map { _ in
            now_ns += pause_us * microsecond
            let shared = pairing.begin(at_ns: now_ns, on: processor)
            now_ns += call_us * microsecond
            pairing.end(at_ns: now_ns)
            return shared
        }
    }

    @Test("short calls close after one another share the caller's processor, after the first sixteen")
    func burst() {
        var pairing = Pairing()
        var now_ns: Int64 = 7_000_000_000
        let shared = Self.calls(40, &pairing, from: &now_ns)
        #expect(shared == Array(repeating: nil, count: 16) + Array(repeating: 3, count: 24))
    }

    @Test("calls that are long, far apart or of an unknown processor share none", arguments: [0, 1, 2])
    func apart(_ way: Int) {
        var pairing = Pairing()
        var now_ns: Int64 = 0
        let shared =
            switch way {
            case 0: Self.calls(100, &pairing, from: &now_ns, call_us: 101)
            case 1: Self.calls(100, &pairing, from: &now_ns, pause_us: 201)
            default: Self.calls(100, &pairing, from: &now_ns, on: nil)
            }
        #expect(shared.allSatisfy { $0 == nil })
    }

    @Test("one long call or one long pause begins anew", arguments: [0, 1])
    func broken(_ way: Int) {
        var pairing = Pairing()
        var now_ns: Int64 = 0
        _ = Self.calls(40, &pairing, from: &now_ns)
        if way == 0 {
            _ = Self.calls(1, &pairing, from: &now_ns, call_us: 5000)
        } else {
            #expect(Self.calls(1, &pairing, from: &now_ns, pause_us: 5000) == [nil])
        }
        let shared = Self.calls(30, &pairing, from: &now_ns)
        #expect(shared.prefix(15).allSatisfy { $0 == nil } && shared.suffix(10).allSatisfy { $0 == 3 })
    }

    @Test("a caller that went to another processor is met there from the second call on")
    func moved() {
        var pairing = Pairing()
        var now_ns: Int64 = 0
        _ = Self.calls(40, &pairing, from: &now_ns)
        #expect(Self.calls(3, &pairing, from: &now_ns, on: 1) == [nil, 1, 1])
    }

    @Test("every 10 ms the system may choose for one call")
    func choice() {
        var pairing = Pairing()
        var now_ns: Int64 = 0
        _ = Self.calls(16, &pairing, from: &now_ns)
        let shared = Self.calls(2005, &pairing, from: &now_ns, call_us: 20, pause_us: 5)
        let free = shared.indices.filter { shared[$0] == nil }
        #expect(free == [401, 803, 1205, 1607])
    }
}
