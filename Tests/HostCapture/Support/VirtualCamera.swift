import HostCore

@testable import HostCapture

/// A live source without threads or pictures, in virtual time: it drives the machines that drive real sources
/// (``Reconnect``, ``LiveWatch``, ``TimeLine``, ``SourceChronicle``) and plays the faults of a script.
struct VirtualCamera {
    /// How the camera behaves at a time.
    enum Behaviour: Equatable {
        /// Frames at this interval, each up to `jitter` of it late, data with each.
        case plays(interval_ns: Int64, jitter: Double)
        /// The connection stands, and nothing comes.
        case silent
        /// Data that never becomes a frame.
        case undecodable
        /// Frames that all carry the same time.
        case frozen
        /// The connection breaks, and cannot be made.
        case refuses
    }

    /// What holds frames up behind the source.
    enum Hold: Equatable {
        case none
        case slow(String)
        case blocked(String)
    }

    static let step_ns: Int64 = 10_000_000
    private static let usual = Behaviour.plays(interval_ns: 40_000_000, jitter: 0.9)

    /// The behaviour at a time; the usual one where the script says nothing.
    var script: (Int64) -> Behaviour = { _ in VirtualCamera.usual }
    /// What holds frames up at a time.
    var hold: (Int64) -> Hold = { _ in .none }
    /// What the camera's own clock says at a time.
    var stamp_ns: (Int64) -> Int64 = { $0 }
    /// What its frames are at a time.
    var picture: (Int64) -> StreamDescriptor = { _ in StreamDescriptor(pixelFormat: .i420, width: 640, height: 480) }
    var isLive = true

    /// All that was told.
    private(set) var events: [SourceEvent] = []
    private var chronicle = SourceChronicle(isLive: true, at: 0)
    private var lastPicture: StreamDescriptor?
    private(set) var connects = 0
    private(set) var frames: UInt64 = 0
    private(set) var epochs: UInt32 = 0
    var state: CaptureState { chronicle.state }

    private var now_ns: Int64 = 0
    private var data: UInt64 = 0
    private var pts_ns: Int64 = 0
    private var lastProgress_ns: Int64 = 0
    private var nextFrame_ns: Int64 = 0
    private var isHeld = false
    private var timeLine = TimeLine(countsFromFirst: true)
    private var watch = LiveWatch()
    private var machine: Reconnect
    private var random: SplitMix64

    init(seed: UInt64, giveUp_ns: Int64? = nil) {
        var policy = ReconnectPolicy()
        policy.giveUp_ns = giveUp_ns
        machine = Reconnect(policy, seed: seed)
        random = SplitMix64(seed: seed)
    }

    /// The changes of verdict.
    var changes: [SourceTransition] {
        events.compactMap { event in
            guard case .verdict(let from, let to) = event.kind else { return nil }
            return SourceTransition(at_ns: event.at_ns, from: from, to: to, reason: event.reason)
        }
    }
    /// The kinds of verdict that came, in order.
    var verdicts: [String] { changes.map(\.to.name) }
    /// The names of all other events, in order.
    var happenings: [String] {
        events.filter { if case .verdict = $0.kind { false } else { true } }.map(\.name)
    }
    /// How often each event came.
    var counts: [String: Int] { chronicle.journal.counts }
    /// How often the source was lost.
    var losses: Int { machine.losses }

    /// Plays until the given time.
    mutating func play(until end_ns: Int64) {
        chronicle = SourceChronicle(isLive: isLive, at: now_ns)
        apply(machine.handle(.start, at: now_ns))
        while now_ns < end_ns {
            now_ns += Self.step_ns
            emit()
            if now_ns % 100_000_000 == 0 { look() }
            guard now_ns % 250_000_000 == 0 else { continue }
            events += chronicle.observe(observation, wall_ns: now_ns)
        }
    }

    private var observation: SourceObservation {
        var pressure: Pressure?
        switch hold(now_ns) {
        case .none: break
        case .slow(let stage): pressure = Pressure(stage: stage, isSink: false, isMoving: true)
        case .blocked(let stage): pressure = Pressure(stage: stage, isSink: true, isMoving: false)
        }
        return SourceObservation(
            now_ns: now_ns, state: state, data: data, frames: frames, pts_ns: pts_ns, epoch: epochs, pressure: pressure)
    }

    private var moment: SourceChronicle.Moment { .init(now_ns: now_ns, wall_ns: now_ns) }

    private mutating func move(to state: CaptureState) { events += chronicle.changed(state, at: moment) }

    private var isOpen: Bool {
        switch state {
        case .connecting, .playing: true
        default: false
        }
    }

    private mutating func emit() {
        if case .blocked = hold(now_ns), isHeld { return }
        isHeld = false
        guard isOpen, now_ns >= nextFrame_ns else { return }
        nextFrame_ns = now_ns + 40_000_000
        switch script(now_ns) {
        case .plays(let interval_ns, let jitter):
            nextFrame_ns = now_ns + interval_ns + Int64(Double(interval_ns) * jitter * (random.unit() - 0.5))
            frame(stamp_ns(now_ns))
        case .frozen: frame(stamp_ns(0))
        case .undecodable: data += 1
        case .silent, .refuses: break
        }
        if case .blocked = hold(now_ns) { isHeld = true }
    }

    private mutating func frame(_ stamp_ns: Int64) {
        data += 1
        frames += 1
        let now = picture(now_ns)
        if now != lastPicture { events += chronicle.began(now, at: moment) }
        lastPicture = now
        let place = timeLine.place(stamp_ns: stamp_ns)
        if let found = place.found { events += chronicle.broke(found, at: moment) }
        pts_ns = place.pts_ns
        epochs = place.epoch
        if place.hasProgress { lastProgress_ns = now_ns }
    }

    private mutating func look() {
        guard isOpen else { return apply(machine.handle(.tick, at: now_ns)) }
        if script(now_ns) == .refuses { return apply(machine.handle(.lost, at: now_ns)) }
        let look = watch.look(&machine, lastFrame_ns: lastProgress_ns, isHeld: isHeld, at: now_ns)
        if look.isFirst { move(to: .playing) }
        apply(look.action)
    }

    private mutating func apply(_ action: Reconnect.Action) {
        switch action {
        case .nothing: break
        case .connect:
            connects += 1
            move(to: .connecting)
            watch = LiveWatch()
            lastProgress_ns = 0
            nextFrame_ns = now_ns
        case .wait(let until_ns), .waitAfterSilence(let until_ns, _):
            move(to: .waiting(until_ns: until_ns, attempt: machine.attempt, reason: "lost"))
            timeLine.restart()
        case .giveUp: move(to: .gaveUp)
        case .close: move(to: .stopped)
        }
    }
}
