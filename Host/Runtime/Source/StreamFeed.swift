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
    /// Where its frames go. An edit of the graph changes it between two frames.
    struct Route: Sendable {
        let queue: EdgeQueue
        let needsProgress: Bool
    }

    struct Way {
        var routes: [Route]
        var hasBegun = false
        var hasEnded = false
        /// The number of the next item.
        var nextSeq: UInt64 = 1
        /// The epoch of the last frame.
        var epoch: UInt32 = 0
        /// What was told before the stream began.
        var untold: [StreamRecord] = []
    }

    let way: Mutex<Way>
    private var description: StreamDescription
    private var spin = AdaptiveSpin()
    private let isRefusing = Atomic<Bool>(false)
    private let frameLimit: UInt64
    private let firstFrame: FirstFrame
    let frames = OneWriter()
    let lastPts_ns = OneWriter()

    init(
        _ description: StreamDescription, services: GraphServices, routes: [Route], frameLimit: UInt64,
        firstFrame: FirstFrame
    ) {
        self.description = description
        self.services = services
        self.frameLimit = frameLimit
        self.firstFrame = firstFrame
        stream = description.index
        for route in routes { route.queue.addProducer(bell) }
        way = Mutex(Way(routes: routes))
    }

    /// Frames that entered the graph, and the stream time of the last one. Any thread.
    public var frameCount: UInt64 { frames.value }
    /// Stream time of the last frame.
    public var pts_ns: Int64 { Int64(lastPts_ns.value) }

    /// What is known of the stream once its source has begun. Later calls change nothing: size belongs to each frame.
    public func begin(
        width: Int, height: Int, rate_num: UInt32, rate_den: UInt32, camera: String? = nil, isLive: Bool? = nil
    ) {
        guard !way.withLock({ $0.hasBegun }) else { return }
        description.width = width
        description.height = height
        description.rate_num = rate_num
        description.rate_den = rate_den
        if description.camera.isEmpty, let camera { description.camera = camera }
        if let isLive { description.isLive = isLive }
        services.streams.add(description)
        way.withLock { way in
            way.hasBegun = true
            for route in way.routes { route.queue.push(event: .begin, .event(stream: stream)) }
            for record in way.untold { send(record, &way) }
            way.untold = []
        }
    }

    func feeds(_ queue: EdgeQueue) -> Bool { way.withLock { $0.routes.contains { $0.queue === queue } } }

    /// Holds the source between two frames while `body` changes what its queues are connected to.
    func hold(_ body: () -> Void) { way.withLock { _ in body() } }

    /// Sends the frames from here on along other edges; queues that are new hear what others have heard before. Any thread.
    func reroute(_ routes: [Route]) {
        way.withLock { way in
            for route in routes where !way.routes.contains(where: { $0.queue === route.queue }) {
                route.queue.addProducer(bell)
                if way.hasBegun { route.queue.push(event: .begin, .event(stream: stream)) }
                if way.hasEnded { route.queue.push(event: .end, .event(stream: stream, seq: way.nextSeq)) }
            }
            way.routes = routes
        }
        bell.ring()
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
        /// Its number, where that is known and not below the next one; 0 for the next one.
        public var seq: UInt64 = 0

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

    /// The graph's number of a text. Any thread.
    public func number(of text: String) -> UInt32 { services.names.intern(text) }

    /// Brings a frame in; takes over one user of it. Waits while a blocking queue is full.
    /// - Parameter beside: An item that a stage gave when it was recorded: its place among those of its number, its
    ///   regions, attachments and origin are the frame's; valid within the call.
    /// - Returns: `false` when the source should end: the run is stopping, or has all the frames it wanted.
    public func push(_ frame: UInt64, _ stamp: Stamp, beside: sluice_item? = nil) -> Bool {
        let store = services.store
        guard waitForRoom(), let view = store.view(frame) else {
            store.release(frame)
            return false
        }
        var item = sluice_item.event(stream: stream, pts_ns: stamp.pts_ns)
        item.kind = UInt32(SLUICE_ITEM_FRAME)
        item.duration_ns = stamp.duration_ns
        item.capture_ns = stamp.capture_ns
        item.wall_ns = stamp.wall_ns
        item.epoch = stamp.epoch
        item.flags = stamp.flags
        item.payload.frame = view
        way.withLock { way in
            // Items of one number follow one another.
            if let beside, beside.sub > 0, stamp.seq + 1 == way.nextSeq { way.nextSeq = stamp.seq }
            way.nextSeq = max(way.nextSeq, stamp.seq)
            item.seq = way.nextSeq
            way.epoch = item.epoch
            if let beside { Self.add(beside, to: &item) }
            if store.users(frame) == 1 {
                var origin = beside?.payload.frame?.pointee.origin ?? view.pointee.origin
                if beside == nil { origin.seq = item.seq }
                origin.stream = stream
                store.setOrigin(origin, of: frame)
            }
            send(item, &way)
        }
        store.release(frame)
        frames.add(1)
        lastPts_ns.add(UInt64(max(0, stamp.pts_ns)) &- lastPts_ns.value)
        firstFrame.mark()
        return frames.value < frameLimit
    }

    private static func add(_ beside: sluice_item, to item: inout sluice_item) {
        (item.sub, item.regions, item.attachments) = (beside.sub, beside.regions, beside.attachments)
    }

    func send(_ item: sluice_item, _ way: inout Way) {
        way.nextSeq += 1
        for i in way.routes.indices {
            way.routes[i].queue.push(item)
            if way.routes[i].needsProgress {
                way.routes[i].queue.push(
                    event: .progress, .event(stream: stream, seq: item.seq, pts_ns: item.pts_ns))
            }
        }
    }

    private func waitForRoom() -> Bool {
        while let queue = fullQueue {
            if isClosed { return false }
            if spin.spin(until: { !queue.isFull }) { continue }
            guard queue.waitForRoom() else { continue }
            bell.sleep(timeout_ns: 100_000_000) {
                !queue.isFull || isClosed
            }
        }
        return !isClosed
    }

    private var fullQueue: EdgeQueue? {
        way.withLock { way in
            for i in way.routes.indices where way.routes[i].queue.isFull { return way.routes[i].queue }
            return nil
        }
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
        let (hasBegun, hasEnded) = way.withLock { ($0.hasBegun, $0.hasEnded) }
        guard !hasEnded else { return }
        if !hasBegun { begin(width: 0, height: 0, rate_num: 0, rate_den: 0) }
        way.withLock { way in
            way.hasEnded = true
            for route in way.routes { route.queue.push(event: .end, .event(stream: stream, seq: way.nextSeq)) }
        }
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
