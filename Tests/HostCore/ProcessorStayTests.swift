import CHostShim
import HostCore
import Testing

/// Keeping a thread on a processor, on a thread of the test's own.
@Suite("Staying on a processor")
struct ProcessorStayTests {
    private static func onThread(_ body: @escaping () -> Void) {
        let thread = HostThread(name: "stays", body)
        #expect(thread.start())
        thread.join()
    }

    private static let many = shim_processors_allowed() > 1

    @Test(
        "a thread is kept where it was told to, and then free as before",
        .enabled(if: many, "the test may use one processor only"))
    func stays() throws {
        let before = shim_processors_allowed()
        Self.onThread {
            guard let here = ProcessorStay.here else {
                Issue.record("the system does not tell where the thread runs")
                return
            }
            for _ in 0..<2 {
                #expect(ProcessorStay.stay(on: here) && ProcessorStay.kept == here)
                #expect(shim_processors_allowed() == 1 && ProcessorStay.here == here)
            }
            ProcessorStay.leave()
            #expect(ProcessorStay.kept == nil && shim_processors_allowed() == before)
        }
        #expect(shim_processors_allowed() == before)
    }

    @Test(
        "it is let go when nobody asked since the last look", .enabled(if: many, "the test may use one processor only"))
    func settles() {
        Self.onThread {
            let here = ProcessorStay.here ?? 0
            #expect(!ProcessorStay.isOffered)
            ProcessorStay.offer()
            #expect(ProcessorStay.isOffered)
            for _ in 0..<3 {
                #expect(ProcessorStay.stay(on: here))
                ProcessorStay.settle()
                #expect(ProcessorStay.kept == here)
            }
            ProcessorStay.settle()
            #expect(ProcessorStay.kept == nil && shim_processors_allowed() > 1)
        }
    }

    @Test("a processor that is not there leaves the thread free", arguments: [1023, 1 << 20, -1] as [Int32])
    func missing(_ processor: Int32) {
        let before = shim_processors_allowed()
        Self.onThread {
            if let here = ProcessorStay.here { _ = ProcessorStay.stay(on: here) }
            #expect(!ProcessorStay.stay(on: processor) && ProcessorStay.kept == nil)
            #expect(shim_processors_allowed() == before)
        }
    }
}
