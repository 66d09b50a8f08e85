import CSluice
import HostCapture
import HostCore
import HostGraph
import HostMemory
import HostRuntime
import Synchronization

/// The way from a source of frames into the graph: makes frames of filled slots and hands them to the stream's feed.
///
/// Concurrency: what comes with frames runs on the source's thread and uses constants only; the rest stands under a
/// lock.
final class StreamAdapter: CaptureSink {
    private struct State {
        var failure: HostError?
        var hasEnded = false
        var chronicle: SourceChronicle
    }

    let name: String
    private let feed: StreamFeed
    private let store: FrameStore
    private let screen: Screen
    private let log: LogSink
    private let clock: any HostClock
    /// Whether the stream carries records about its source.
    private let tells: Bool
    private let state: Mutex<State>

    init(
        _ plan: StreamPlan, feed: StreamFeed, store: FrameStore, clock: any HostClock, screen: Screen,
        log: @escaping LogSink
    ) {
        self.clock = clock
        state = Mutex(State(chronicle: SourceChronicle(isLive: plan.isLive, at: clock.now_ns)))
        name = plan.name
        tells = plan.tellsHealth
        self.feed = feed
        self.store = store
        self.screen = screen
        self.log = log
    }

    /// Why the source failed; `nil` when it did not.
    var failure: HostError? { state.withLock { $0.failure } }

    /// Whether nothing more comes.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func begin(_ descriptor: StreamDescriptor) {
        let now = moment
        tell(state.withLock { $0.chronicle.began(descriptor, at: now) })
        feed.begin(
            width: descriptor.width, height: descriptor.height, rate_num: descriptor.rate.numerator,
            rate_den: descriptor.rate.denominator, camera: descriptor.model.isEmpty ? nil : descriptor.model,
            isLive: descriptor.isLive)
        let decoder = descriptor.decoder.isEmpty ? "" : ", decoded by \(descriptor.decoder)"
        let conversion = descriptor.convertedFrom.map { ", converted from \($0)" } ?? ""
        log(
            LogLevel.info.rawValue, name,
            "\(descriptor.width)x\(descriptor.height) \(descriptor.pixelFormat) at \(descriptor.rate) frames a second"
                + decoder + conversion)
    }

    func discontinuity(_ found: TimeBreak) {
        let now = moment
        tell(state.withLock { $0.chronicle.broke(found, at: now) })
    }

    func record(_ record: StreamRecord) { feed.tell(record) }

    func number(of text: String) -> UInt32 { feed.number(of: text) }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer { take(frame, beside: nil) }

    func frame(_ frame: borrowing CapturedFrame, beside item: sluice_item) -> CaptureAnswer {
        take(frame, beside: item)
    }

    @inline(__always)
    private func take(_ frame: borrowing CapturedFrame, beside item: sluice_item?) -> CaptureAnswer {
        guard let handle = store.makeFrame(frame) else {
            store.releaseSlot(frame.slot)
            return .more
        }
        var stamp = StreamFeed.Stamp(
            pts_ns: frame.pts_ns, duration_ns: frame.duration_ns, capture_ns: frame.capture_ns, wall_ns: frame.wall_ns,
            epoch: frame.epoch, flags: frame.flags.rawValue)
        stamp.seq = frame.seq
        return feed.push(handle, stamp, beside: item) ? .more : .enough
    }

    func end() {
        state.withLock { $0.hasEnded = true }
        feed.end()
    }

    func failed(_ error: HostError) {
        state.withLock {
            $0.failure = error
            $0.hasEnded = true
        }
        screen.line("sluice: error: \(error)")
        feed.end()
    }

    func changed(_ new: CaptureState) {
        let now = moment
        tell(state.withLock { $0.chronicle.changed(new, at: now) })
    }

    private var moment: SourceChronicle.Moment { .init(now_ns: clock.now_ns, wall_ns: clock.wall_ns) }

    /// Logs events and puts them into the stream. Any thread.
    private func tell(_ events: [SourceEvent]) {
        for event in events {
            log((event.isTrouble ? LogLevel.warning : .info).rawValue, name, "\(event.name): \(event.reason)")
            if tells { feed.tell(event.record) }
        }
    }

    /// Looks at what is the matter with the source. Control thread, a few times a second.
    func observe(_ capture: CaptureStatistics, held pressure: Pressure?) {
        let now = moment
        let events = state.withLock { state in
            let observation = SourceObservation(
                now_ns: now.now_ns, state: state.hasEnded ? .stopped : state.chronicle.state, data: capture.data,
                frames: feed.frameCount, pts_ns: feed.pts_ns, epoch: UInt32(clamping: capture.discontinuities),
                pressure: pressure)
            return state.chronicle.observe(observation, wall_ns: now.wall_ns)
        }
        tell(events)
    }

    /// Adds what the capture knows to the counts of the graph.
    func add(_ capture: CaptureStatistics?, to stream: inout StreamStatistics) {
        stream.state = Self.word(state.withLock { $0 })
        stream.failure = failure?.message ?? ""
        state.withLock {
            stream.health = $0.chronicle.health.verdict
            stream.healthCounts = $0.chronicle.journal.counts
            stream.healthEvents = $0.chronicle.journal.events
        }
        guard let capture else { return }
        stream.reconnects = capture.reconnects
        stream.copies = UInt64(capture.copies)
        stream.copied_bytes = UInt64(capture.copied_bytes)
        stream.copyReason = capture.copyReason
        stream.conversions = UInt64(capture.conversions)
        stream.corrupt = UInt64(capture.corrupt)
        stream.decoder = capture.decoder
    }

    private static func word(_ state: State) -> String {
        if state.failure != nil { return "failed" }
        if state.hasEnded { return "ended" }
        switch state.chronicle.state {
        case .connecting: return "starting"
        case .playing: return "playing"
        case .waiting: return "waiting"
        case .gaveUp: return "failed"
        case .stopped: return "ended"
        }
    }
}
