/// Where the slabs are that one instance has met: all instances of a worker would meet at the lock of ``SlabMap``.
///
/// A slab that the host has dropped may stay in here and is never asked for again: its number is not given twice.
struct KnownSlabs {
    private let map: SlabMap
    private var known: [(serial: UInt32, base: UInt)] = []
    private static let most = 64

    init(_ map: SlabMap) {
        self.map = map
        known.reserveCapacity(Self.most)
    }

    /// Where a slab is, once it is mapped; waits for that. `nil` when it could not be.
    mutating func base(_ serial: UInt32) -> UInt? {
        for slab in known where slab.serial == serial { return slab.base }
        guard let base = map.base(serial) else { return nil }
        if known.count == Self.most { known.removeAll(keepingCapacity: true) }
        known.append((serial, base))
        return base
    }
}
