import CSluice
import HostCore
import HostMemory
import Synchronization

/// The way of a source's frames into the graph.
///
/// One thread at a time calls `begin`, `push` and `end`: the source's own. Counts may be read by any.
public final class StreamFeed: @unchecked Sendable {
    // Sound: fields that change are used by the source's thread only, or atomic.
    /// The stream's number in the run.
    public let stream: UInt32
    let services: GraphServices
    let bell = Doorbell()
    private let queues: [EdgeQueue]
    private let needsProgress: [Bool]
    private var description: StreamDescription
    private var nextSeq: UInt64 = 1
    private var spin = AdaptiveSpin()
    private var hasBegun = false
    private var hasEnded = false
    private let isRefusing = Atomic<Bool>(false)
    private let frameLimit: UInt64
    private let firstFrame: FirstFrame
    let frames = OneWriter()
    let lastPts_ns = OneWriter()

    init(
        _ description: StreamDescription, services: GraphServices, edges: [(EdgeQueue, Bool)], frameLimit: UInt64,
        firstFrame: FirstFrame
    ) {
        self.description = description
        self.services = services
        self.frameLimit = frameLimit
        self.firstFrame = firstFrame
        stream = description.index
        queues = edges.map(\.0)
        needsProgress = edges.map(\.1)
        for queue in queues { queue.addProducer(bell) }
    }

    /// Frames that entered the graph, and the stream time of the last one. Any thread.
    public var frameCount: UInt64 { frames.value }
    /// Stream time of the last frame.
    public var pts_ns: Int64 { Int64(lastPts_ns.value) }

    /// What is known of the stream once its source has begun. Later calls change nothing: size belongs to each frame.
    public func begin(width: Int, height: Int, rate_num: UInt32, rate_den: UInt32, camera: String? = nil) {
        guard !hasBegun else { return }
        hasBegun = true
        description.width = width
        description.height = height
        description.rate_num = rate_num
        description.rate_den = rate_den
        if description.camera.isEmpty, let camera { description.camera = camera }
        services.streams.add(description)
        for queue in queues { queue.push(event: .begin, .event(stream: stream)) }
    }

    /// Time stamps and flags of a frame that enters.
    public struct Stamp: Sendable {
        /// Stream time.
        public var pts_ns: Int64
        /// Length; 0 when unknown.
        public var duration_ns: Int64
        /// The host's monotonic clock.
        public var capture_ns: Int64
        /// UTC.
        public var wall_ns: Int64
        /// Raised when the source's clock starts anew.
        public var epoch: UInt32
        /// `SLUICE_FLAG_…`.
        public var flags: UInt32

        /// A stamp.
        public init(
            pts_ns: Int64, duration_ns: Int64, capture_ns: Int64, wall_ns: Int64, epoch: UInt32 = 0, flags: UInt32 = 0
        ) {
            self.pts_ns = pts_ns
            self.duration_ns = duration_ns
            self.capture_ns = capture_ns
            self.wall_ns = wall_ns
            self.epoch = epoch
            self.flags = flags
        }
    }

    /// Brings a frame in; takes over one user of it. Waits while a blocking queue is full.
    /// - Returns: `false` when the source should end: the run is stopping, or has all the frames it wanted.
    public func push(_ frame: UInt64, _ stamp: Stamp) -> Bool {
        let store = services.store
        guard waitForRoom(), let view = store.view(frame) else {
            store.release(frame)
            return false
        }
        var item = sluice_item.event(stream: stream, seq: nextSeq, pts_ns: stamp.pts_ns)
        item.kind = UInt32(SLUICE_ITEM_FRAME)
        item.duration_ns = stamp.duration_ns
        item.capture_ns = stamp.capture_ns
        item.wall_ns = stamp.wall_ns
        item.epoch = stamp.epoch
        item.flags = stamp.flags
        if store.users(frame) == 1 {
            var origin = view.pointee.origin
            origin.seq = nextSeq
            origin.stream = stream
            store.setOrigin(origin, of: frame)
        }
        item.payload.frame = view
        nextSeq += 1
        send(item)
        store.release(frame)
        frames.add(1)
        lastPts_ns.add(UInt64(max(0, stamp.pts_ns)) &- lastPts_ns.value)
        firstFrame.mark()
        return frames.value < frameLimit
    }

    private func send(_ item: borrowing sluice_item) {
        for i in queues.indices {
            queues[i].push(item, now_ns: item.capture_ns)
            if needsProgress[i] {
                queues[i].push(event: .progress, .event(stream: stream, seq: item.seq, pts_ns: item.pts_ns))
            }
        }
    }

    private func waitForRoom() -> Bool {
        for queue in queues {
            while queue.isFull {
                if isClosed { return false }
                if spin.spin(until: { !queue.isFull }) { continue }
                guard queue.waitForRoom() else { continue }
                bell.sleep(timeout_ns: 100_000_000) {
                    !queue.isFull || isClosed
                }
            }
        }
        return !isClosed
    }

    /// No further frame is wanted: ``push(_:_:)`` returns `false` at once, also one that waits for room. Any thread.
    public func refuse() {
        isRefusing.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
    }

    private var isClosed: Bool {
        isRefusing.load(ordering: .relaxed) || services.cancelled.load(ordering: .relaxed)
    }

    /// The stream is over. Later calls change nothing.
    public func end() {
        guard !hasEnded else { return }
        hasEnded = true
        if !hasBegun { begin(width: 0, height: 0, rate_num: 0, rate_den: 0) }
        for queue in queues { queue.push(event: .end, .event(stream: stream, seq: nextSeq)) }
    }
}

/// The moment at which the first frame of a run came in.
final class FirstFrame: Sendable {
    private let moment = Atomic<Int64>(0)
    private let clock: any HostClock
    init(clock: any HostClock) { self.clock = clock }
    func mark() {
        if moment.load(ordering: .relaxed) == 0 { moment.store(clock.now_ns, ordering: .relaxed) }
    }
    var time_ns: Int64? {
        let value = moment.load(ordering: .relaxed)
        return value == 0 ? nil : value
    }
}
