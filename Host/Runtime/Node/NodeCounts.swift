/// What was counted at a place of the graph.
struct NodeCounts {
    var itemsIn: UInt64 = 0
    var itemsOut: UInt64 = 0
    var errors: UInt64 = 0
    var skipped: UInt64 = 0
    var busy_ns: UInt64 = 0
    var ioErrors: UInt64 = 0

    static func + (a: NodeCounts, b: NodeCounts) -> NodeCounts {
        NodeCounts(
            itemsIn: a.itemsIn &+ b.itemsIn, itemsOut: a.itemsOut &+ b.itemsOut, errors: a.errors &+ b.errors,
            skipped: a.skipped &+ b.skipped, busy_ns: a.busy_ns &+ b.busy_ns, ioErrors: a.ioErrors &+ b.ioErrors)
    }

    static func - (a: NodeCounts, b: NodeCounts) -> NodeCounts {
        NodeCounts(
            itemsIn: a.itemsIn &- b.itemsIn, itemsOut: a.itemsOut &- b.itemsOut, errors: a.errors &- b.errors,
            skipped: a.skipped &- b.skipped, busy_ns: a.busy_ns &- b.busy_ns, ioErrors: a.ioErrors &- b.ioErrors)
    }
}

extension Node {
    /// What this node has counted.
    private var own: NodeCounts {
        NodeCounts(
            itemsIn: itemsIn.value, itemsOut: itemsOut.value, errors: errors.value, skipped: skipped.value,
            busy_ns: busy_ns.value, ioErrors: control.takeUnretainedValue().state.withLock { $0.ioErrors })
    }

    /// What was counted at its place of the graph, by those before it too.
    var counts: NodeCounts { own + before }

    /// Goes on counting where the node that it replaces has stopped; that may be one which replaced it before.
    mutating func goOn(from old: borrowing Node) {
        before = old.counts - own
        let error = old.control.takeUnretainedValue().state.withLock { $0.lastError }
        control.takeUnretainedValue().state.withLock { if $0.lastError.isEmpty { $0.lastError = error } }
    }
}
