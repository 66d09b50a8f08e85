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
    private static let look_ns: Int64 = 100_000_000
    private static let idleLook_ns: Int64 = 500_000_000

    let request: CaptureRequest
    let address: SourceAddress
    let errors: CaptureErrors
    let isLive: Bool
    let store: FrameStore
    let clock: any HostClock
    let sink: any CaptureSink
    let delivery: Delivery
    let notices = Mailbox<PipelineNotice>()
    private let policy: ReconnectPolicy
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

    /// A finite source: one pipeline to its end.
    private func runOnce() -> HostError? {
        sink.changed(.connecting)
        do throws(PipelineSession.Failure) {
            let session = try PipelineSession(address, request, store: store, delivery: delivery, notices: notices)
            var verdict = Verdict(address, errors)
            if !session.start() { return startFailure(&verdict) }
            sink.changed(.playing)
            var idleLooks = 0
            while true {
                let notice = notices.take(timeout_ns: Self.idleLook_ns)
                delivery.data.store(session.data, ordering: .relaxed)
                guard let notice else {
                    idleLooks = session.isIdle && !isStopping ? idleLooks + 1 : 0
                    guard idleLooks >= idleLimit else { continue }
                    return verdict.failure(
                        code: SLUICE_GST_ERROR_DAMAGED, element: "", message: "the reader stopped without a reason",
                        debug: "", frames: delivery.frames.load(ordering: .relaxed))
                }
                switch decide(notice, &verdict) {
                case .goOn: continue
                case .failed(let error): return error
                case .ended: return earlyEnd(session.duration_ns)
                case .stopped: return nil
                }
            }
        } catch {
            return describe(error)
        }
    }

    /// Looks after which a pipeline in which nothing moves has failed. A description may hold elements whose threads
    /// cannot be seen from outside.
    private var idleLimit: Int {
        if case .file = address { return 2 }
        return 40
    }

    enum Decision {
        case goOn
        case ended
        case failed(HostError)
        case stopped
    }

    func decide(_ notice: PipelineNotice, _ verdict: inout Verdict) -> Decision {
        if isStopping { return .stopped }
        switch notice {
        case .stop, .enough: return .stopped
        case .end: return .ended
        case .missing(let kind, let detail, let words):
            verdict.note(missing: kind, detail, words)
            return .goOn
        case .noVideo(let other): return .failed(verdict.noVideo(other))
        case .error(let code, let element, let message, let debug):
            let frames = delivery.frames.load(ordering: .relaxed)
            return .failed(
                verdict.failure(code: code, element: element, message: message, debug: debug, frames: frames))
        }
    }

    /// The error that kept a pipeline from starting was posted before it said so.
    func startFailure(_ verdict: inout Verdict) -> HostError? {
        while let notice = notices.take(timeout_ns: Self.look_ns) {
            switch decide(notice, &verdict) {
            case .goOn: continue
            case .failed(let error): return error
            case .ended, .stopped: return nil
            }
        }
        return errors.unreachable("it does not start")
    }

    /// A finite source that shows less than its header says has failed.
    private func earlyEnd(_ duration_ns: Int64?) -> HostError? {
        let frames = delivery.frames.load(ordering: .relaxed)
        guard frames > 0 else { return errors.noFrames() }
        guard let duration_ns else { return nil }
        let reached_ns = delivery.reached_ns.load(ordering: .relaxed)
        let slack_ns =
            delivery.facts.withLock { $0.hasOtherStreams }
            ? max(1_000_000_000, duration_ns / 20) : max(250_000_000, 2 * delivery.step_ns.load(ordering: .relaxed))
        guard reached_ns + slack_ns < duration_ns else { return nil }
        return errors.early(at_ns: reached_ns, of_ns: duration_ns, frames: frames)
    }

    /// A live source: pipelines one after the other, as the state machine says.
    private func runLive() -> HostError? {
        var machine = Reconnect(policy, seed: request.seed)
        var action = machine.handle(.start, at: clock.now_ns)
        var reason = ""
        while true {
            switch action {
            case .connect:
                sink.changed(.connecting)
                switch play(&machine) {
                case .final(let error): return error
                case .action(let next, let why): (action, reason) = (next, why)
                }
            case .waitAfterSilence(let until_ns, let silent_ns):
                reason = "no frame for \(CaptureErrors.seconds(silent_ns)) s"
                action = .wait(until_ns: until_ns)
            case .wait(let until_ns):
                lost(reason, until_ns, machine.attempt)
                clock.sleep(until: until_ns) { isStopping }
                action = isStopping ? .close : machine.handle(.tick, at: clock.now_ns)
            case .nothing:
                // The clock was woken early; it is not time yet.
                action = isStopping ? .close : machine.handle(.tick, at: clock.now_ns)
            case .giveUp:
                sink.changed(.gaveUp)
                return errors.gaveUp(after_ns: policy.giveUp_ns ?? 0, reason)
            case .close: return nil
            }
        }
    }

    private func lost(_ reason: String, _ until_ns: Int64, _ attempt: Int) {
        delivery.restart()
        delivery.reconnects.add(1, ordering: .relaxed)
        delivery.facts.withLock { $0.lastLoss = reason }
        sink.changed(.waiting(until_ns: until_ns, attempt: attempt, reason: reason))
    }

    private enum Played {
        case final(HostError?)
        case action(Reconnect.Action, reason: String)
    }

    /// One pipeline of a live source, until it is lost. Its threads are gone when this returns.
    private func play(_ machine: inout Reconnect) -> Played {
        if case .device(let wish) = address { askModel(wish.path) }
        while notices.take(timeout_ns: 0) != nil {}
        if isStopping { return .final(nil) }
        do throws(PipelineSession.Failure) {
            let session = try PipelineSession(address, request, store: store, delivery: delivery, notices: notices)
            var verdict = Verdict(address, errors)
            if !session.start() {
                let error = startFailure(&verdict) ?? errors.unreachable("it does not start")
                return loss(error, &machine)
            }
            return watch(session, &machine, &verdict)
        } catch {
            return loss(describe(error), &machine)
        }
    }

    private func watch(
        _ session: borrowing PipelineSession, _ machine: inout Reconnect, _ verdict: inout Verdict
    ) -> Played {
        var watch = LiveWatch()
        while true {
            let notice = notices.take(timeout_ns: Self.look_ns)
            if isStopping { return .final(nil) }
            delivery.data.store(session.data, ordering: .relaxed)
            let look = watch.look(
                &machine, lastFrame_ns: delivery.lastFrame_ns.load(ordering: .relaxed),
                isHeld: delivery.isHeld.load(ordering: .relaxed), at: clock.now_ns)
            if look.isFirst { sink.changed(.playing) }
            guard let notice else {
                if look.action != .nothing { return .action(look.action, reason: "no frame came") }
                continue
            }
            switch decide(notice, &verdict) {
            case .goOn: continue
            case .stopped: return .final(nil)
            case .ended:
                return .action(machine.handle(.lost, at: clock.now_ns), reason: "the source ended the stream")
            case .failed(let error): return loss(error, &machine)
            }
        }
    }

    private func loss(_ error: HostError, _ machine: inout Reconnect) -> Played {
        if isStopping { return .final(nil) }
        if Verdict.isFinal(error) { return .final(error) }
        return .action(machine.handle(.lost, at: clock.now_ns), reason: errors.reason(of: error))
    }

    private func askModel(_ device: String) {
        guard let text = DeviceModel.ask(device) else { return }
        delivery.facts.withLock { $0.model = text }
    }
}
