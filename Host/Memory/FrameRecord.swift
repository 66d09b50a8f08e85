import CSluice
import Synchronization

/// What the store knows of one frame. Records never move and are never freed, so a view stays readable as long as its
/// handle has a user.
struct FrameRecord: ~Copyable {
    enum Backing {
        case none
        /// A slot of a slab; the record holds one count of it.
        case slot(UInt64)
        /// Another frame's memory seen otherwise; the record holds one count of that frame.
        case alias(UInt64)
        /// A slot of the keep store, and how many bytes of it count against the store's bound.
        case kept(UInt64, Int)
    }

    let users = Atomic<Int32>(0)
    var generation: UInt32 = 0
    /// Allocated by a stage and not emitted yet.
    var isDraft = false
    var backing = Backing.none
    var view = sluice_frame()
}
