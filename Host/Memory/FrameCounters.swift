import Synchronization

/// Counts of a store, exact and cheap: read them at any time.
public final class FrameCounters: Sendable {
    /// Frames that have a user.
    public let framesLive = Atomic<Int>(0)
    /// Slots taken from overflow memory since the start, because the planned ones were all in use.
    public let overflowTaken = Atomic<Int>(0)
    /// Copies of pixels made since the start: kept frames, and what capture could not place in a slot.
    public let copies = Atomic<Int>(0)
    /// Bytes of those copies.
    public let copied_bytes = Atomic<Int>(0)
    /// Slabs made.
    public let slabs = Atomic<Int>(0)
    /// Bytes of all slabs, touched or not.
    public let slab_bytes = Atomic<Int>(0)
}
