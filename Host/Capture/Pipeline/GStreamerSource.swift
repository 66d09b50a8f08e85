import CGStreamer
import HostCore
import HostMemory
import Synchronization

/// A source that GStreamer opens: files, cameras, descriptions.
///
/// Concurrency: a control thread of its own makes, watches and ends the pipelines; frames go from GStreamer's streaming
/// thread straight to the sink, through `delivery`. `thread` stands under a lock.
final class GStreamerSource: CaptureSource {
    /// How long ``stop()`` waits.
    static let stopLimit_ns: Int64 = 10_000_000_000
    static let look_ns: Int64 = 100_000_000

    let request: CaptureRequest
    let address: SourceAddress
    let errors: CaptureErrors
    let isLive: Bool
    let store: FrameStore
    let clock: any HostClock
    let sink: any CaptureSink
    let delivery: Delivery
    let notices = Mailbox<PipelineNotice>()
    let policy: ReconnectPolicy
    private let thread = Mutex<CaptureThread?>(nil)

    init(
        _ request: CaptureRequest, _ address: SourceAddress, store: FrameStore, clock: any HostClock,
        sink: any CaptureSink, errors: CaptureErrors, policy: ReconnectPolicy = ReconnectPolicy()
    ) {
        self.request = request
        self.address = address
        self.errors = errors
        self.store = store
        self.clock = clock
        self.sink = sink
        isLive = request.isLive ?? address.isLive
        var policy = policy
        policy.giveUp_ns = request.giveUp_ns ?? policy.giveUp_ns
        self.policy = policy
        delivery = Delivery(
            store: store, clock: clock, sink: sink, isLive: isLive, isPaced: request.pace == .realtime && !isLive)
    }

    deinit { stop() }

    var statistics: CaptureStatistics { delivery.statistics }

    func start() throws(HostError) {
        try FileCheck.check(address, errors)
        try GStreamerRuntime.start(errors)
        try checkElements()
        let started = CaptureThread.start(name: "sluice-capture") { [self] in run() }
        guard let started else {
            throw HostError(.limit, "no thread for stream \"\(request.name)\"", site: request.site)
        }
        thread.withLock { $0 = started }
    }

    func stop() {
        delivery.stopping.store(true, ordering: .releasing)
        notices.post(.stop)
        let running = thread.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running, !running.join(timeout_ns: Self.stopLimit_ns) else { return }
        delivery.facts.withLock { $0.lastLoss = errors.stuck().message }
    }

    var isStopping: Bool { delivery.stopping.load(ordering: .acquiring) }

    private func checkElements() throws(HostError) {
        let needed: [String]
        switch address {
        case .file: needed = ["filesrc", "decodebin"]
        case .rtsp: needed = ["uridecodebin", "rtspsrc", "rtpjitterbuffer"]
        case .device: needed = ["v4l2src", "decodebin"]
        case .description, .synthetic: return try checkDescription()
        }
        for name in needed where sluice_gst_has_element(name) == 0 { throw errors.missingElement(name) }
    }

    /// A description is made once for its mistakes, and thrown away.
    private func checkDescription() throws(HostError) {
        do throws(PipelineSession.Failure) {
            _ = try PipelineSession(address, request, store: store, delivery: delivery, notices: notices)
        } catch {
            throw describe(error)
        }
    }

    func describe(_ failure: PipelineSession.Failure) -> HostError {
        if !failure.element.isEmpty { return errors.missingElement(failure.element) }
        if case .description = address { return errors.description(failure.reason) }
        return errors.unreachable(failure.reason)
    }

    // MARK: Control thread

    private func run() {
        let failure = isLive ? runLive() : runOnce()
        sink.changed(.stopped)
        if let failure { return sink.failed(failure) }
        if !isStopping { sink.end() }
    }
}
