import HostCore
import HostMemory

/// What all workers of a run have in common.
struct IsolationSetup: Sendable {
    let store: FrameStore
    let clock: any HostClock
    let workerPath: String
    let supervisor: Supervisor
    /// Whether the clock is the system's, so that workers may read it themselves.
    let isSystemClock: Bool
}
