/// When a worker is started, and started again. A value: it is told what happened and says what to do.
///
/// ```text
///  idle ──wanted──▶ starting ──ready──▶ up
///                      ▲  │ failed      │ failed
///                      │  ▼             ▼
///                      └─due── waiting ◀┘      quit, from anywhere ▶ over
/// ```
struct UnitSupervision: Sendable {
    /// What it is doing.
    enum Phase: Sendable, Equatable {
        case idle
        case starting
        case up(since_ns: Int64)
        case waiting(until_ns: Int64)
        case over
    }

    /// What to do now.
    enum Action: Sendable, Equatable {
        case nothing
        case spawn
        case quit
    }

    private(set) var phase = Phase.idle
    /// Failures in a row, each soon after a start.
    private var quickFailures = 0

    /// A worker that lived so long is healthy: its next failure is a first one.
    static let healthy_ns: Int64 = 1_000_000_000
    static let firstPause_ns: Int64 = 50_000_000
    static let longestPause_ns: Int64 = 5_000_000_000

    /// Somebody needs the worker.
    mutating func wanted() -> Action {
        guard phase == .idle else { return .nothing }
        phase = .starting
        return .spawn
    }

    /// It is ready for instances.
    mutating func ready(now_ns: Int64) {
        if phase == .starting { phase = .up(since_ns: now_ns) }
    }

    /// It has ended before its time. The first time it is started again at once, and after that with pauses that double.
    mutating func failed(now_ns: Int64) -> Action {
        guard phase != .over else { return .nothing }
        if case .up(let since) = phase, now_ns - since >= Self.healthy_ns { quickFailures = 0 }
        quickFailures += 1
        guard quickFailures > 1 else {
            phase = .starting
            return .spawn
        }
        let pause = min(Self.longestPause_ns, Self.firstPause_ns << Int64(min(quickFailures - 2, 16)))
        phase = .waiting(until_ns: now_ns + pause)
        return .nothing
    }

    /// Time has passed.
    mutating func tick(now_ns: Int64) -> Action {
        guard case .waiting(let until) = phase, now_ns >= until else { return .nothing }
        phase = .starting
        return .spawn
    }

    /// Nobody needs it any more.
    mutating func quit() -> Action {
        defer { phase = .over }
        return phase == .over ? .nothing : .quit
    }

    /// When to look again; `nil` when only events matter.
    var due_ns: Int64? { if case .waiting(let until) = phase { until } else { nil } }
}
