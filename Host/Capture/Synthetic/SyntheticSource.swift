import HostCore
import HostMemory
import Synchronization

/// The host's own test picture: no GStreamer, no allocation for a frame, the same frames for the same address.
///
/// Concurrency: `thread` delivers; `stopping` and the counts are atomic, the thread itself stands under a lock.
final class SyntheticSource: CaptureSource {
    private let request: CaptureRequest
    private let pattern: SyntheticPattern
    private let store: FrameStore
    private let clock: any HostClock
    private let sink: any CaptureSink
    private let errors: CaptureErrors
    private let stopping = Atomic<Bool>(false)
    private let frames = Atomic<Int>(0)
    private let thread = Mutex<CaptureThread?>(nil)

    init(
        _ request: CaptureRequest, _ pattern: SyntheticPattern, store: FrameStore, clock: any HostClock,
        sink: any CaptureSink, errors: CaptureErrors
    ) {
        self.request = request
        self.pattern = pattern
        self.store = store
        self.clock = clock
        self.sink = sink
        self.errors = errors
    }

    deinit { stop() }

    var statistics: CaptureStatistics {
        var result = CaptureStatistics()
        result.frames = frames.load(ordering: .relaxed)
        return result
    }

    func start() throws(HostError) {
        let format = try pattern.chosenFormat(for: request, errors)
        let started = CaptureThread.start(name: "sluice-test") { [self] in run(format) }
        guard let started else {
            throw HostError(.limit, "no thread for stream \"\(request.name)\"", site: request.site)
        }
        thread.withLock { $0 = started }
    }

    func stop() {
        stopping.store(true, ordering: .releasing)
        let running = thread.withLock { running in
            defer { running = nil }
            return running
        }
        _ = running?.join(timeout_ns: GStreamerSource.stopLimit_ns)
    }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }

    private func run(_ format: PixelFormat) {
        sink.changed(.connecting)
        guard let painter = SyntheticPainter(pattern, format: format) else {
            return sink.failed(errors.usage("\(errors.place): no frame can have this size"))
        }
        sink.begin(descriptor(format))
        sink.changed(.playing)
        let failure = deliver(painter, format)
        sink.changed(.stopped)
        if let failure { return sink.failed(failure) }
        if !isStopping { sink.end() }
    }

    private func descriptor(_ format: PixelFormat) -> StreamDescriptor {
        var descriptor = StreamDescriptor(pixelFormat: format, width: pattern.width, height: pattern.height)
        descriptor.rate = Fraction(UInt32(pattern.rate), 1)
        descriptor.colour = FrameColour(range: 1)
        descriptor.duration_ns = pattern.frames.map { pts($0) }
        return descriptor
    }

    private func pts(_ index: Int) -> Int64 {
        let (seconds, rest) = index.quotientAndRemainder(dividingBy: pattern.rate)
        return Int64(seconds) * 1_000_000_000 + Int64(rest) * 1_000_000_000 / Int64(pattern.rate)
    }

    private func deliver(_ painter: borrowing SyntheticPainter, _ format: PixelFormat) -> HostError? {
        let noMemory = HostError(.limit, "no memory for a frame of stream \"\(request.name)\"", site: request.site)
        var pacer = Pacer()
        var fixed: FrameStore.Slot?
        defer { if let fixed { store.releaseSlot(fixed.handle) } }
        if pattern.isStatic {
            guard let slot = painted(painter, 0) else { return noMemory }
            fixed = slot
        }
        var index = 0
        while index < pattern.frames ?? Int.max, !isStopping {
            if let fixed { store.retainSlot(fixed.handle) }
            guard let slot = fixed ?? painted(painter, index) else { return noMemory }
            if request.pace == .realtime || request.isLive == true {
                let due = pacer.due(pts_ns: pts(index), epoch: 0, now_ns: clock.now_ns)
                clock.sleep(until: due) { isStopping }
            }
            frames.store(index + 1, ordering: .relaxed)
            if sink.frame(frame(slot, painter, format, index)) == .enough { break }
            index += 1
        }
        return nil
    }

    private func painted(_ painter: borrowing SyntheticPainter, _ index: Int) -> FrameStore.Slot? {
        guard let slot = store.takeSlot(bytes: painter.layout.total_bytes) else { return nil }
        if let base = slot.pointer { painter.paint(index, into: base) }
        return slot
    }

    private func frame(
        _ slot: FrameStore.Slot, _ painter: borrowing SyntheticPainter, _ format: PixelFormat, _ index: Int
    ) -> CapturedFrame {
        var frame = CapturedFrame(
            slot: slot.handle, address: slot.address, pixelFormat: format, width: pattern.width, height: pattern.height)
        frame.planeCount = painter.layout.planeCount
        for i in 0..<frame.planeCount {
            let plane = painter.layout.planes[i]
            frame.planes[i] = .init(offset_bytes: plane.offset_bytes, row_stride_bytes: plane.row_stride_bytes)
        }
        frame.pts_ns = pts(index)
        frame.duration_ns = pts(index + 1) - frame.pts_ns
        frame.capture_ns = clock.now_ns
        frame.wall_ns = clock.wall_ns
        frame.colour = FrameColour(range: 1)
        return frame
    }
}
