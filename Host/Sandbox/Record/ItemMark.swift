import CHostShim
import HostCore

/// The item that a worker's thread was at.
public struct ItemMark: Sendable, Hashable {
    /// Ordinal of the stage within the worker.
    public var stage: UInt32
    /// Its input port.
    public var port: UInt32
    /// Id of the stream.
    public var stream: UInt32
    /// Number among the items made of one.
    public var sub: UInt32
    /// Number within the stream.
    public var seq: UInt64
    /// Stream time.
    public var pts_ns: Int64

    /// A mark.
    public init(stage: UInt32, port: UInt32 = 0, stream: UInt32, sub: UInt32 = 0, seq: UInt64, pts_ns: Int64) {
        self.stage = stage
        self.port = port
        self.stream = stream
        self.sub = sub
        self.seq = seq
        self.pts_ns = pts_ns
    }

    /// What a slot holds; `nil` between items.
    init?(_ slot: shim_record_item) {
        guard slot.busy != 0 else { return nil }
        self.init(
            stage: slot.stage, port: slot.port, stream: slot.stream, sub: slot.sub, seq: slot.seq, pts_ns: slot.pts_ns)
    }
}

extension UnsafeMutablePointer<shim_record_item> {
    /// Says that work on an item begins. A few plain stores: fit for the frame path.
    @inlinable
    public func enter(_ mark: ItemMark) {
        pointee.stage = mark.stage
        pointee.port = mark.port
        pointee.stream = mark.stream
        pointee.sub = mark.sub
        pointee.seq = mark.seq
        pointee.pts_ns = mark.pts_ns
        pointee.busy = 1
    }

    /// Says that work on the item is over.
    @inlinable
    public func leave() { pointee.busy = 0 }
}
