@testable import HostMemory

extension FrameStore {
    /// Slots that have a user, overflow memory included.
    var slotsInUse: Int {
        state.withLock { state in
            state.slabs.reduce(0) { $0 + ($1?.inUse ?? 0) }
        }
    }
}
