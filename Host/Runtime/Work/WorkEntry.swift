import CSluice

/// What a task has to do next: one node, one input port, one item or stream event.
struct WorkEntry {
    enum Kind: UInt8 {
        case item
        /// No item with `item.seq` or a lower one will follow.
        case progress
        case begin
        case end
    }

    var node: UnsafeMutablePointer<Node>
    /// Read-only, and in place until the task's list is empty. Events use its stream, seq and pts only.
    var item: UnsafePointer<sluice_item>
    var port: UInt32
    var kind: Kind
}

extension sluice_item {
    /// An event of a stream in the shape of an item.
    static func event(stream: UInt32, seq: UInt64 = 0, pts_ns: Int64 = 0) -> sluice_item {
        var item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.stream = stream
        item.seq = seq
        item.pts_ns = pts_ns
        return item
    }
}
