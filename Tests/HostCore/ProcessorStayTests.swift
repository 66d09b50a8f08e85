import CHostShim
import HostCore
import Testing

/// Keeping a thread on a processor, on a thread of the test's own.
@Suite("Staying on a processor")
struct ProcessorStayTests {
    private static var allowed: (count: Int32, set: [UInt64]) {
        var set = shim_processors()
        let count = shim_processors_allowed(&set)
        return (count, withUnsafeBytes(of: &set) { Array($0.bindMemory(to: UInt64.self)) })
    }

    @Test(
        "a thread is kept where it was told to, and then free as before",
        .enabled(if: allowed.count > 1, "the test may use one processor only"))
    func stays() throws {
        let here = try #require(ProcessorStay.current)
        let before = Self.allowed
        let thread = HostThread(name: "stays") {
            var stay = ProcessorStay()
            let stayed = [stay.stay(on: here), stay.stay(on: here)]
            let kept = stay.processor
            #expect(stayed == [true, true] && kept == here)
            #expect(Self.allowed.count == 1 && ProcessorStay.current == here)
            stay.leave()
            let free = stay.processor == nil
            #expect(free && Self.allowed == before)
        }
        #expect(thread.start())
        thread.join()
        #expect(Self.allowed == before)
    }

    @Test("a processor that is not there leaves the thread free")
    func missing() {
        let before = Self.allowed
        let thread = HostThread(name: "missing") {
            var stay = ProcessorStay()
            let stayed = [1023, 1 << 20, -1].map { stay.stay(on: $0) }
            let free = stay.processor == nil
            #expect(stayed == [false, false, false] && free && Self.allowed == before)
        }
        #expect(thread.start())
        thread.join()
    }
}
