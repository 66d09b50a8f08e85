import HostCore

/// All that happens to one source: it is told what the capture says and what is seen of it, and gives the events that come of
/// it. A value without I/O.
public struct SourceChronicle: Sendable {
    /// A moment by both clocks of the host.
    public struct Moment: Sendable, Hashable {
        /// Monotonic.
        public var now_ns: Int64
        /// UTC since 1970.
        public var wall_ns: Int64

        /// A moment.
        public init(now_ns: Int64, wall_ns: Int64) {
            self.now_ns = now_ns
            self.wall_ns = wall_ns
        }
    }

    /// What was told, counted.
    public private(set) var journal = SourceJournal()
    /// What is the matter with it.
    public private(set) var health: SourceHealth
    /// Where its capture stands.
    public private(set) var state = CaptureState.connecting
    private var isLost = false
    private var descriptor: StreamDescriptor?

    /// A source that begins; parameters as of ``SourceHealth``.
    public init(isLive: Bool, at now_ns: Int64, policy: HealthPolicy = HealthPolicy()) {
        health = SourceHealth(isLive: isLive, at: now_ns, policy: policy)
    }

    /// Frames of this kind follow.
    /// - Returns: Events to tell, here and below; all are counted, and of many in a row only some are told.
    public mutating func began(_ next: StreamDescriptor, at moment: Moment) -> [SourceEvent] {
        let changes = descriptor?.changes(to: next) ?? []
        descriptor = next
        return changes.compactMap { add($0.kind, $0.reason, moment) }
    }

    /// Time does not simply go on.
    public mutating func broke(_ found: TimeBreak, at moment: Moment) -> [SourceEvent] {
        [add(.timeBreak(found), found.reason, moment)].compactMap(\.self)
    }

    /// The capture stands elsewhere.
    public mutating func changed(_ new: CaptureState, at moment: Moment) -> [SourceEvent] {
        guard new != state else { return [] }
        state = new
        switch new {
        case .waiting(let until_ns, let attempt, let reason):
            isLost = true
            let wait_ns = max(0, until_ns - moment.now_ns)
            let text = "\(reason); trying again (attempt \(attempt))"
            return [add(.reconnecting(attempt: attempt, wait_ns: wait_ns), text, moment)].compactMap(\.self)
        case .playing where isLost:
            isLost = false
            return [add(.reconnected, "frames come again", moment)].compactMap(\.self)
        case .gaveUp:
            let reason = "it was lost for longer than give_up allows"
            return [add(.gaveUp, reason, moment)].compactMap(\.self)
        case .connecting, .playing, .stopped: return []
        }
    }

    /// Looks at what is the matter. Call it a few times a second.
    public mutating func observe(_ now: SourceObservation, wall_ns: Int64) -> [SourceEvent] {
        guard let change = health.observe(now) else { return [] }
        let moment = Moment(now_ns: change.at_ns, wall_ns: wall_ns)
        return [add(.verdict(from: change.from, to: change.to), change.reason, moment)].compactMap(\.self)
    }

    private mutating func add(_ kind: SourceEvent.Kind, _ reason: String, _ moment: Moment) -> SourceEvent? {
        let event = SourceEvent(kind, reason: reason, at_ns: moment.now_ns, wall_ns: moment.wall_ns)
        return journal.add(event) ? event : nil
    }
}
