import HostCore

/// What a live source does when it is lost. A value without I/O: events and times go in, one action comes out.
///
/// ```
///          start              frame
///   idle ────────▶ connecting ──────▶ playing
///                   ▲  │ lost, late     │ lost, stalled
///             timer │  ▼                ▼
///                  waiting ◀────────────┘ ──▶ gaveUp       any ── stop ──▶ stopped
/// ```
struct Reconnect: Sendable {
    enum State: Sendable, Hashable {
        case idle
        case connecting(since_ns: Int64)
        case playing(since_ns: Int64, last_ns: Int64)
        case waiting(until_ns: Int64)
        case gaveUp
        case stopped
    }

    enum Event: Sendable, Hashable {
        case start
        /// A frame came.
        case frame
        /// The source ended or failed.
        case lost
        /// Time has passed.
        case tick
        /// Time has passed, in which the graph held a frame: silence says nothing about the source.
        case held
        case stop
    }

    enum Action: Sendable, Hashable {
        case nothing
        /// Open the source.
        case connect
        /// Close it, and call again with `tick` at the given time.
        case wait(until_ns: Int64)
        /// Close it; frames are overdue by the given time, so the source counts as lost.
        case waitAfterSilence(until_ns: Int64, silent_ns: Int64)
        /// Close it for good.
        case giveUp
        /// Close it: the host wants no more.
        case close
    }

    private(set) var state = State.idle
    /// Tries since the source last played steadily.
    private(set) var attempt = 0
    /// Losses since the start.
    private(set) var losses = 0
    private var lostSince_ns: Int64?
    /// The longest time between two frames of late; falls slowly.
    private var slowest_ns: Int64 = 0
    private let policy: ReconnectPolicy
    private var random: SplitMix64

    init(_ policy: ReconnectPolicy, seed: UInt64) {
        self.policy = policy
        random = SplitMix64(seed: seed)
    }

    mutating func handle(_ event: Event, at now_ns: Int64) -> Action {
        switch (event, state) {
        case (_, .stopped), (_, .gaveUp): return .nothing
        case (.stop, _):
            state = .stopped
            return .close
        case (.start, .idle):
            state = .connecting(since_ns: now_ns)
            return .connect
        case (.frame, .connecting):
            state = .playing(since_ns: now_ns, last_ns: now_ns)
            return .nothing
        case (.held, .playing(let since, _)):
            state = .playing(since_ns: since, last_ns: now_ns)
            return .nothing
        case (.frame, .playing(let since, let last)):
            state = .playing(since_ns: since, last_ns: now_ns)
            slowest_ns = max(now_ns - last, slowest_ns - slowest_ns / 8)
            if now_ns - since >= policy.steady_ns { settle() }
            return .nothing
        case (.lost, .connecting), (.lost, .playing): return lose(now_ns)
        case (.tick, _): return tick(now_ns)
        default: return .nothing
        }
    }

    /// A camera that gives a frame now and then is not lost between two.
    private var stall_ns: Int64 {
        max(policy.stall_ns, min(policy.stallIntervals * slowest_ns, policy.longestStall_ns))
    }

    private mutating func settle() {
        attempt = 0
        lostSince_ns = nil
    }

    private mutating func tick(_ now_ns: Int64) -> Action {
        switch state {
        case .connecting(let since) where now_ns - since >= policy.connect_ns: return silence(now_ns, since)
        case .playing(_, let last) where now_ns - last >= stall_ns: return silence(now_ns, last)
        case .waiting(let until) where now_ns >= until:
            state = .connecting(since_ns: now_ns)
            return .connect
        default: return .nothing
        }
    }

    private mutating func silence(_ now_ns: Int64, _ since_ns: Int64) -> Action {
        guard case .wait(let until_ns) = lose(now_ns) else { return .giveUp }
        return .waitAfterSilence(until_ns: until_ns, silent_ns: now_ns - since_ns)
    }

    private mutating func lose(_ now_ns: Int64) -> Action {
        if case .playing(let since, _) = state, now_ns - since >= policy.steady_ns { settle() }
        losses += 1
        slowest_ns = 0
        let lostSince = lostSince_ns ?? now_ns
        lostSince_ns = lostSince
        if let limit = policy.giveUp_ns, now_ns - lostSince >= limit {
            state = .gaveUp
            return .giveUp
        }
        var until_ns = now_ns + nextWait()
        if let limit = policy.giveUp_ns { until_ns = min(until_ns, max(lostSince + limit, now_ns)) }
        state = .waiting(until_ns: until_ns)
        return .wait(until_ns: until_ns)
    }

    private mutating func nextWait() -> Int64 {
        let doubled = policy.first_ns << Int64(min(attempt, 30))
        let wait = doubled > policy.longest_ns || doubled <= 0 ? policy.longest_ns : doubled
        attempt += 1
        return wait - Int64(Double(wait) * policy.jitter * random.unit())
    }
}
