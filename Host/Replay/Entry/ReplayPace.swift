import HostCore
import Synchronization

/// When items of a replay are due: at once, or as far from the first one as they were when they were captured. All
/// sources of a replay share one, so that they keep their distance from one another.
public final class ReplayPace: Sendable {
    private let clock: (any HostClock)?
    private let origin = Mutex<(recorded_ns: Int64, now_ns: Int64)?>(nil)
    private let first_ns: Int64?

    /// - Parameters:
    ///   - clock: Goes on at the speed of the recording; `nil` for full speed.
    ///   - first_ns: When the first item of the recording was captured; that of whichever comes first for `nil`.
    public init(clock: (any HostClock)?, first_ns: Int64? = nil) {
        self.clock = clock
        self.first_ns = first_ns
    }

    /// When an item that was captured at the given time is due; `nil` for at once.
    func due_ns(_ capture_ns: Int64) -> Int64? {
        guard let clock else { return nil }
        return origin.withLock { origin in
            let start = origin ?? (first_ns ?? capture_ns, clock.now_ns)
            origin = start
            return start.now_ns &+ (capture_ns &- start.recorded_ns)
        }
    }

    /// Waits until an item is due.
    func wait(until capture_ns: Int64, unless isCancelled: () -> Bool) {
        guard let clock, let due_ns = due_ns(capture_ns) else { return }
        clock.sleep(until: due_ns, unless: isCancelled)
    }
}
