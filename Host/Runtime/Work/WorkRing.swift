import CSluice

/// The work list of a task: first in, first out, so that order is kept on every edge.
///
/// An entry stays where it is until it was finished, also when the ring grows meanwhile: an outgrown ring is kept until
/// the list is empty.
struct WorkRing: ~Copyable {
    private var entries: UnsafeMutablePointer<WorkEntry>
    private var mask: Int
    private var head = 0
    private var tail = 0
    private var outgrown: [UnsafeMutablePointer<WorkEntry>] = []

    init(capacity: Int = 64) {
        let size = max(8, capacity)
        precondition(size & (size - 1) == 0, "a ring's capacity is a power of two")
        entries = .allocate(capacity: size)
        mask = size - 1
    }

    deinit {
        entries.deallocate()
        for old in outgrown { old.deallocate() }
    }

    /// The next entry, still in the list; ``finish()`` takes it out.
    var first: UnsafeMutablePointer<WorkEntry>? { head == tail ? nil : entries + (head & mask) }

    mutating func finish() {
        head &+= 1
        if head == tail, !outgrown.isEmpty { forget() }
    }

    mutating func push(
        _ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ kind: WorkEntry.Kind, _ item: borrowing sluice_item
    ) {
        if tail &- head > mask { grow() }
        (entries + (tail & mask)).initialize(to: WorkEntry(node: node, port: port, kind: kind, item: copy item))
        tail &+= 1
    }

    private mutating func grow() {
        let size = (mask + 1) * 2
        let bigger = UnsafeMutablePointer<WorkEntry>.allocate(capacity: size)
        for i in head..<tail { (bigger + (i & (size - 1))).initialize(to: entries[i & mask]) }
        outgrown.append(entries)
        entries = bigger
        mask = size - 1
    }

    private mutating func forget() {
        for old in outgrown { old.deallocate() }
        outgrown.removeAll(keepingCapacity: true)
    }
}
