import Glibc
import HostCapture
import HostCore
import HostMemory
import Synchronization

/// A live source that is lost after every few frames and comes back at once.
final class ReconnectCycle: CaptureSink {
    private let store: FrameStore
    private let frames = Atomic<Int>(0)
    private let losses = Atomic<Int>(0)
    private let failure = Mutex<HostError?>(nil)

    private init(_ store: FrameStore) { self.store = store }

    /// Counts losses until there are enough.
    /// - Parameters:
    ///   - every: Losses between two calls of `look`.
    ///   - look: Called with the losses and frames so far.
    static func run(
        _ count: Int, store: FrameStore, clock: LeapClock, every: Int, look: (Int, Int) -> Void
    ) throws(HostError) {
        let sink = ReconnectCycle(store)
        let description = "videotestsrc num-buffers=3 ! video/x-raw,format=I420,width=64,height=48"
        var request = CaptureRequest(name: "flaky", source: .description(description), formats: [.i420])
        request.isLive = true
        request.seed = 1
        let source = try CaptureFactory.make(request, memory: store, clock: clock, sink: sink)
        try source.start()
        var seen = 0
        while seen < count, sink.failure.withLock({ $0 }) == nil {
            usleep(2000)
            let now = sink.losses.load(ordering: .relaxed)
            if now / every > seen / every { look(now, sink.frames.load(ordering: .relaxed)) }
            seen = now
        }
        source.stop()
        if let failure = sink.failure.withLock({ $0 }) { throw failure }
    }

    func begin(_ descriptor: StreamDescriptor) {}
    func discontinuity(_ found: TimeBreak) {}
    func end() {}
    func failed(_ error: HostError) { failure.withLock { $0 = error } }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
        frames.wrappingAdd(1, ordering: .relaxed)
        store.releaseSlot(frame.slot)
        return .more
    }

    func changed(_ state: CaptureState) {
        if case .waiting = state { losses.wrappingAdd(1, ordering: .relaxed) }
    }
}
