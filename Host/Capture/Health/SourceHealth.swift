import HostCore

/// Tells what is the matter with a source. A value without I/O: observations go in, changes come out.
///
/// ```
///                  frames                  no data ──▶ dead
///   starting ───────────────▶ healthy ───▶ data, no progress ──▶ stalled
///      └ no frame in time ▲      ▲   └───▶ held up ──▶ slow stage, blocked sink
///                         └──────┴──────── frames again, relief
/// ```
/// Being held up comes first: a source that nobody takes frames from looks dead and is not. It acts on nothing: what
/// reconnects a source is ``Reconnect``.
public struct SourceHealth: Sendable {
    /// What is the matter now.
    public private(set) var verdict = SourceVerdict.starting
    /// Since when.
    public private(set) var since_ns: Int64
    /// How often each kind of verdict came, by name.
    public private(set) var counts: [String: Int] = [:]

    private let policy: HealthPolicy
    private let isLive: Bool
    private let start_ns: Int64
    private var data: (count: UInt64, at_ns: Int64)
    private var frames: (count: UInt64, at_ns: Int64)
    private var progress: (pts_ns: Int64, epoch: UInt32, at_ns: Int64)
    private var interval_ns: Int64 = 0
    private var pressure: (value: Pressure, since_ns: Int64, seen_ns: Int64)?

    /// A source that begins.
    /// - Parameters:
    ///   - isLive: Whether it comes in its own time. One that does not is meant to be held up by stages that move.
    ///   - now_ns: When it begins, on the host's clock.
    ///   - policy: After how long something counts as trouble.
    public init(isLive: Bool, at now_ns: Int64, policy: HealthPolicy = HealthPolicy()) {
        self.isLive = isLive
        self.policy = policy
        start_ns = now_ns
        since_ns = now_ns
        data = (0, now_ns)
        frames = (0, now_ns)
        progress = (.min, 0, now_ns)
    }

    /// Takes an observation. Call it a few times a second.
    /// - Returns: The change of verdict, if there is one.
    public mutating func observe(_ now: SourceObservation) -> SourceTransition? {
        note(now)
        let (next, reason) = judge(now)
        guard next != verdict else { return nil }
        let change = SourceTransition(at_ns: now.now_ns, from: verdict, to: next, reason: reason)
        verdict = next
        since_ns = now.now_ns
        counts[next.name, default: 0] += 1
        return change
    }

    private mutating func note(_ now: SourceObservation) {
        if now.data != data.count { data = (now.data, now.now_ns) }
        if now.frames != frames.count { noteFrames(now) }
        notePressure(now)
    }

    private mutating func noteFrames(_ now: SourceObservation) {
        let count = Int64(clamping: now.frames &- frames.count)
        if frames.count > 0, count > 0 {
            let interval_ns = (now.now_ns - frames.at_ns) / count
            // Rises at once and falls slowly: a seldom frame must not look like a loss after a burst.
            self.interval_ns = max(interval_ns, self.interval_ns - self.interval_ns / 16)
        }
        frames = (now.frames, now.now_ns)
        let hasProgress = now.pts_ns > progress.pts_ns || now.epoch != progress.epoch
        if hasProgress { progress = (now.pts_ns, now.epoch, now.now_ns) }
    }

    /// While it is held up, silence is not the source's own.
    private mutating func notePressure(_ now: SourceObservation) {
        if let seen = now.pressure, isLive || !seen.isMoving {
            let since_ns = pressure.map { $0.value.stage == seen.stage ? $0.since_ns : now.now_ns } ?? now.now_ns
            pressure = (seen, since_ns, now.now_ns)
        } else if let held = pressure, now.now_ns - held.seen_ns >= policy.relief_ns {
            pressure = nil
        }
        guard pressure != nil else { return }
        data.at_ns = now.now_ns
        progress.at_ns = now.now_ns
    }

    private func judge(_ now: SourceObservation) -> (SourceVerdict, String) {
        switch now.state {
        case .stopped: return (.ended, "it was stopped")
        case .gaveUp: return (.dead, "it was given up")
        case .waiting(_, _, let reason): return (.dead, reason)
        case .connecting where verdict == .dead: return (.dead, "it is being opened anew")
        case .connecting, .playing: break
        }
        if let held = pressure, now.now_ns - held.since_ns >= policy.pressure_ns { return heldUp(held.value) }
        if frames.count == 0 { return beginning(now) }
        return running(now)
    }

    private func heldUp(_ pressure: Pressure) -> (SourceVerdict, String) {
        if pressure.isSink && !pressure.isMoving {
            return (.blockedSink(pressure.stage), "\(pressure.stage) takes no items and its queue is full")
        }
        let what = pressure.isMoving ? "takes fewer items than come" : "is at one item and its queue is full"
        return (.slowStage(pressure.stage), "\(pressure.stage) \(what)")
    }

    private func beginning(_ now: SourceObservation) -> (SourceVerdict, String) {
        guard now.now_ns - start_ns >= policy.start_ns else { return (.starting, "") }
        return silent(now, since_ns: start_ns, limit_ns: policy.start_ns)
    }

    private func running(_ now: SourceObservation) -> (SourceVerdict, String) {
        // Until two frames have told how far apart they are, there is only the time for the first.
        let usual_ns = interval_ns == 0 ? policy.start_ns : policy.silence_ns
        let limit_ns = max(usual_ns, policy.silentIntervals * interval_ns)
        guard now.now_ns - progress.at_ns >= limit_ns else { return (.healthy, "frames come") }
        return silent(now, since_ns: progress.at_ns, limit_ns: limit_ns)
    }

    private func silent(
        _ now: SourceObservation, since_ns: Int64, limit_ns: Int64
    ) -> (SourceVerdict, String) {
        let heard_ns = max(data.at_ns, frames.at_ns)
        if data.count > 0 || frames.count > 0, now.now_ns - heard_ns < limit_ns {
            return (
                .stalled, "data comes, and no progress for \(DurationText.text(Self.rounded(now.now_ns - since_ns)))"
            )
        }
        return (.dead, "no data for \(DurationText.text(Self.rounded(now.now_ns - max(heard_ns, start_ns))))")
    }

    private static func rounded(_ ns: Int64) -> Int64 { ns / 100_000_000 * 100_000_000 }
}
