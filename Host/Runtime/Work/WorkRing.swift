/// The work list of a task: first in, first out, so that order is kept on every edge.
struct WorkRing: ~Copyable {
    private var entries: UnsafeMutablePointer<WorkEntry>
    private var mask: Int
    private var head = 0
    private var tail = 0

    init(capacity: Int = 64) {
        let size = max(8, capacity)
        precondition(size & (size - 1) == 0, "a ring's capacity is a power of two")
        entries = .allocate(capacity: size)
        mask = size - 1
    }

    deinit { entries.deallocate() }

    var isEmpty: Bool { head == tail }

    @inline(__always)
    mutating func pop() -> WorkEntry? {
        guard head != tail else { return nil }
        defer { head &+= 1 }
        return entries[head & mask]
    }

    @inline(__always)
    mutating func push(_ entry: WorkEntry) {
        if tail &- head > mask { grow() }
        (entries + (tail & mask)).initialize(to: entry)
        tail &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let size = (mask + 1) * 2
        let bigger = UnsafeMutablePointer<WorkEntry>.allocate(capacity: size)
        for i in head..<tail { (bigger + (i & (size - 1))).initialize(to: entries[i & mask]) }
        entries.deallocate()
        entries = bigger
        mask = size - 1
    }
}
