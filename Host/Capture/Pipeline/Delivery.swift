import CGStreamer
import HostCore
import HostMemory
import Synchronization

/// Takes frames from a pipeline's thread and hands them to the sink.
///
/// Concurrency: `begin` and `take` are called on the streaming thread, one at a time, and a pipeline is gone before the
/// next begins; what they alone use is `confined`. Counts are atomic, `facts` stands under a lock.
final class Delivery: @unchecked Sendable {
    /// Used by the streaming thread only.
    private struct Confined {
        var timeLine: TimeLine
        var pacer = Pacer()
        var template = CapturedFrame(slot: 0, address: 0, pixelFormat: .i420, width: 0, height: 0)
        var isFirst = true
        var converts = false
    }

    /// What is found out while the pipeline starts.
    struct Facts: Sendable {
        var decoder = ""
        var model = ""
        var conversion = ""
        var convertedFrom: String?
        var lastLoss = ""
        /// Whether there are streams beside the video, which may be longer.
        var hasOtherStreams = false
    }

    let facts = Mutex(Facts())
    let frames = Atomic<Int>(0)
    let copies = Atomic<Int>(0)
    let copied_bytes = Atomic<Int>(0)
    /// `SLUICE_GST_COPIED_…` of the last frame that was copied.
    let copyReason = Atomic<UInt32>(0)
    let conversions = Atomic<Int>(0)
    let corrupt = Atomic<Int>(0)
    let discontinuities = Atomic<Int>(0)
    let warnings = Atomic<Int>(0)
    let reconnects = Atomic<Int>(0)
    /// Pieces of data of the pipelines that are gone, and of the one that runs.
    let pastData = Atomic<UInt64>(0)
    let data = Atomic<UInt64>(0)
    /// Whether the graph holds a frame just now.
    let isHeld = Atomic<Bool>(false)
    /// When the last frame came, on the host's clock; 0 before the first.
    let lastFrame_ns = Atomic<Int64>(0)
    /// Where the last frame ends, in the source's stream time.
    let reached_ns = Atomic<Int64>(0)
    /// Duration of the last frame.
    let step_ns = Atomic<Int64>(0)
    let stopping = Atomic<Bool>(false)

    private let store: FrameStore
    private let clock: any HostClock
    private let sink: any CaptureSink
    private let isLive: Bool
    private let isPaced: Bool
    // Sound: only the streaming thread touches it, see above; a property behind a pointer needs no exclusivity check.
    private let confined: UnsafeMutablePointer<Confined>

    init(store: FrameStore, clock: any HostClock, sink: any CaptureSink, isLive: Bool, isPaced: Bool) {
        self.store = store
        self.clock = clock
        self.sink = sink
        self.isLive = isLive
        self.isPaced = isPaced
        confined = .allocate(capacity: 1)
        confined.initialize(to: Confined(timeLine: TimeLine(countsFromFirst: isLive)))
    }

    deinit {
        confined.deinitialize(count: 1)
        confined.deallocate()
    }

    /// The source is opened anew. Call while no pipeline runs.
    func restart() {
        confined.pointee.timeLine.restart()
        confined.pointee.isFirst = true
        lastFrame_ns.store(0, ordering: .relaxed)
        pastData.store(pastData.load(ordering: .relaxed) &+ data.exchange(0, ordering: .relaxed), ordering: .relaxed)
    }

    var statistics: CaptureStatistics {
        var result = CaptureStatistics()
        result.frames = frames.load(ordering: .relaxed)
        result.data = pastData.load(ordering: .relaxed) &+ data.load(ordering: .relaxed)
        result.copies = copies.load(ordering: .relaxed)
        result.copied_bytes = copied_bytes.load(ordering: .relaxed)
        result.copyReason = Self.text(copyReason: copyReason.load(ordering: .relaxed))
        result.conversions = conversions.load(ordering: .relaxed)
        result.corrupt = corrupt.load(ordering: .relaxed)
        result.discontinuities = discontinuities.load(ordering: .relaxed)
        result.warnings = warnings.load(ordering: .relaxed)
        result.reconnects = reconnects.load(ordering: .relaxed)
        facts.withLock {
            result.decoder = $0.decoder
            result.model = $0.model
            result.conversion = $0.conversion
            result.lastLoss = $0.lastLoss
        }
        return result
    }

    // MARK: Streaming thread

    func begin(_ format: sluice_gst_format, duration_ns: Int64) {
        let pixelFormat = PixelFormat(rawValue: format.pixel_format)
        var descriptor = StreamDescriptor(
            pixelFormat: pixelFormat, width: Int(format.width), height: Int(format.height))
        descriptor.rate = Fraction(format.rate_num, format.rate_den)
        descriptor.sampleAspect = Fraction(format.aspect_num, format.aspect_den)
        descriptor.colour = FrameColour(
            matrix: format.matrix, primaries: format.primaries, transfer: format.transfer, range: format.range,
            chromaSite: format.chroma_site)
        descriptor.rotation_degrees = format.rotation_degrees
        descriptor.duration_ns = isLive || duration_ns <= 0 ? nil : duration_ns
        facts.withLock {
            descriptor.decoder = $0.decoder
            descriptor.model = $0.model
            descriptor.convertedFrom = $0.convertedFrom
        }
        confined.pointee.timeLine.setRate(format.rate_num, format.rate_den)
        confined.pointee.converts = descriptor.convertedFrom != nil
        var template = CapturedFrame(
            slot: 0, address: 0, pixelFormat: pixelFormat, width: descriptor.width, height: descriptor.height)
        template.colour = descriptor.colour
        template.sampleAspect = descriptor.sampleAspect
        template.rotation_degrees = descriptor.rotation_degrees
        confined.pointee.template = template
        sink.begin(descriptor)
    }

    func take(_ raw: UnsafePointer<sluice_gst_frame>) -> Int32 {
        guard !stopping.load(ordering: .acquiring) else {
            store.releaseSlot(raw.pointee.slot)
            return SLUICE_GST_ENOUGH
        }
        let stamp_ns = isLive ? raw.pointee.running_ns : raw.pointee.stream_ns
        let isStamped = stamp_ns != SLUICE_GST_NO_TIME_VALUE
        let place = confined.pointee.timeLine.place(stamp_ns: isStamped ? stamp_ns : nil)
        hold(place)
        let now_ns = clock.now_ns
        let frame = frame(raw, place, now_ns)
        count(frame, raw.pointee.copy_reason)
        // A frame without progress in stream time is data, and no sign of life.
        if place.hasProgress { lastFrame_ns.store(max(now_ns, 1), ordering: .relaxed) }
        step_ns.store(frame.duration_ns, ordering: .relaxed)
        reached_ns.store((isStamped ? stamp_ns : place.pts_ns) + frame.duration_ns, ordering: .relaxed)
        if let found = place.found { sink.discontinuity(found) }
        isHeld.store(true, ordering: .relaxed)
        let answer = sink.frame(frame)
        isHeld.store(false, ordering: .relaxed)
        return answer == .more ? SLUICE_GST_GO_ON : SLUICE_GST_ENOUGH
    }

    private func hold(_ place: TimeLine.Place) {
        guard isPaced else { return }
        let due_ns = confined.pointee.pacer.due(pts_ns: place.pts_ns, epoch: place.epoch, now_ns: clock.now_ns)
        clock.sleep(until: due_ns) { stopping.load(ordering: .relaxed) }
    }

    private func frame(_ raw: UnsafePointer<sluice_gst_frame>, _ place: TimeLine.Place, _ now_ns: Int64)
        -> CapturedFrame
    {
        var frame = confined.pointee.template
        frame.slot = raw.pointee.slot
        frame.address = UInt(bitPattern: raw.pointee.data)
        frame.planeCount = Int(raw.pointee.plane_count)
        let offsets = raw.pointee.plane_offset_bytes
        let strides = raw.pointee.row_stride_bytes
        frame.planes[0] = .init(offset_bytes: Int(offsets.0), row_stride_bytes: Int(strides.0))
        frame.planes[1] = .init(offset_bytes: Int(offsets.1), row_stride_bytes: Int(strides.1))
        frame.planes[2] = .init(offset_bytes: Int(offsets.2), row_stride_bytes: Int(strides.2))
        frame.planes[3] = .init(offset_bytes: Int(offsets.3), row_stride_bytes: Int(strides.3))
        frame.pts_ns = place.pts_ns
        frame.duration_ns = raw.pointee.duration_ns
        frame.capture_ns = now_ns
        frame.wall_ns = clock.wall_ns
        frame.epoch = place.epoch
        frame.flags = FrameFlags(rawValue: raw.pointee.flags)
        if place.isDiscontinuity { frame.flags.insert(.discontinuity) }
        // GStreamer marks the first frame after each start; only a start that follows something is a break.
        if confined.pointee.isFirst && !place.isDiscontinuity { frame.flags.remove(.discontinuity) }
        confined.pointee.isFirst = false
        frame.copied_bytes = Int(raw.pointee.copied_bytes)
        return frame
    }

    private static func text(copyReason reason: UInt32) -> String {
        switch reason {
        case SLUICE_GST_COPIED_FOREIGN: "the source hands over memory of its own"
        case SLUICE_GST_COPIED_ROWS: "its rows do not begin at multiples of 64 bytes"
        case SLUICE_GST_COPIED_SHARED: "an element between decoder and host may still write to the picture"
        default: ""
        }
    }

    private func count(_ frame: borrowing CapturedFrame, _ reason: UInt32) {
        Self.raise(frames, 1)
        if frame.copied_bytes > 0 {
            Self.raise(copies, 1)
            Self.raise(copied_bytes, frame.copied_bytes)
            copyReason.store(reason, ordering: .relaxed)
        }
        if confined.pointee.converts { Self.raise(conversions, 1) }
        if frame.flags.contains(.corrupt) { Self.raise(corrupt, 1) }
        if frame.flags.contains(.discontinuity) { Self.raise(discontinuities, 1) }
    }

    /// One thread writes: load and store, without a locked instruction.
    private static func raise(_ counter: borrowing Atomic<Int>, _ by: Int) {
        counter.store(counter.load(ordering: .relaxed) &+ by, ordering: .relaxed)
    }
}

/// `SLUICE_GST_NO_TIME`, which is no literal that Swift imports.
private let SLUICE_GST_NO_TIME_VALUE = Int64.min
