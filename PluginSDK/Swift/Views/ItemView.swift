import CSluice

/// One item, borrowed for the call that hands it over. It cannot be stored: keep a frame with
/// ``Output/keep(_:)`` and the rest as values such as ``stamp``.
@frozen
public struct ItemView: ~Escapable {
    @usableFromInline let item: UnsafePointer<sluice_item>
    /// The input port it came in by, counted from 0 in the manifest's order.
    public let port: Int

    @inlinable @_lifetime(borrow item)
    init(_ item: borrowing UnsafePointer<sluice_item>, port: Int) {
        self.item = copy item
        self.port = port
    }

    /// What it carries.
    @inlinable public var kind: ItemKind { ItemKind(rawValue: item.pointee.kind) }
    /// Number of its stream in the run.
    @inlinable public var stream: UInt32 { item.pointee.stream }
    /// Rises within a stream.
    @inlinable public var seq: UInt64 { item.pointee.seq }
    /// Tells items made from one captured frame apart.
    @inlinable public var sub: UInt32 { item.pointee.sub }
    /// Stream time in nanoseconds from 0.
    @inlinable public var pts_ns: Int64 { item.pointee.pts_ns }
    /// Whether something is missing before it.
    @inlinable public var isDiscontinuous: Bool { item.pointee.flags & UInt32(SLUICE_FLAG_DISCONTINUITY) != 0 }
    /// Stream, number and clocks as a value that may be kept, to emit something of this moment later.
    @inlinable public var stamp: ItemStamp { ItemStamp(item.pointee) }

    /// The frame, if it carries one.
    public var frame: FrameView? {
        @inlinable @_lifetime(copy self)
        get {
            guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else {
                return nil
            }
            return _overrideLifetime(FrameView(frame), copying: self)
        }
    }

    /// The packet, if it carries one.
    public var packet: PacketView? {
        @inlinable @_lifetime(copy self)
        get {
            guard item.pointee.kind == UInt32(SLUICE_ITEM_PACKET), let packet = item.pointee.payload.packet else {
                return nil
            }
            return _overrideLifetime(PacketView(packet), copying: self)
        }
    }

    /// The record, if it carries one.
    public var record: RecordView? {
        @inlinable @_lifetime(copy self)
        get {
            guard item.pointee.kind == UInt32(SLUICE_ITEM_RECORD), let record = item.pointee.payload.record else {
                return nil
            }
            return _overrideLifetime(RecordView(record), copying: self)
        }
    }

    /// The tensor, if it carries one whose numbers are dense.
    public var tensor: TensorView? {
        @_lifetime(copy self)
        get {
            guard item.pointee.kind == UInt32(SLUICE_ITEM_TENSOR), let tensor = item.pointee.payload.tensor,
                let view = TensorView(tensor)
            else { return nil }
            return _overrideLifetime(view, copying: self)
        }
    }

    /// What stages before this one found.
    public var regions: RegionList {
        @inlinable @_lifetime(copy self)
        get { _overrideLifetime(RegionList(item.pointee.regions), copying: self) }
    }
}

/// What an item carries.
@frozen
public struct ItemKind: Sendable, Hashable {
    /// The number in the contract.
    public let rawValue: UInt32
    @inlinable init(rawValue: UInt32) { self.rawValue = rawValue }
    /// A picture.
    @inlinable public static var frame: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_FRAME)) }
    /// Sound samples.
    @inlinable public static var audio: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_AUDIO)) }
    /// Coded data.
    @inlinable public static var packet: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_PACKET)) }
    /// An array of numbers.
    @inlinable public static var tensor: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_TENSOR)) }
    /// A JSON object.
    @inlinable public static var record: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_RECORD)) }
}

/// Stream, number and clocks of an item: what an item emitted later inherits.
@frozen
public struct ItemStamp: @unchecked Sendable {
    // Sound: all pointers of the item are nil.
    @usableFromInline var item: sluice_item

    @inlinable init(_ source: sluice_item) {
        item = source
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.payload.any = nil
        item.regions = nil
        item.attachments = nil
    }

    /// Number of its stream in the run.
    @inlinable public var stream: UInt32 { item.stream }
    /// Rises within a stream.
    @inlinable public var seq: UInt64 { item.seq }
    /// Stream time in nanoseconds from 0.
    @inlinable public var pts_ns: Int64 { item.pts_ns }
    /// The host's monotonic clock at capture, in nanoseconds.
    @inlinable public var capture_ns: Int64 { item.capture_ns }
    /// UTC since 1970 in nanoseconds.
    @inlinable public var wall_ns: Int64 { item.wall_ns }
    /// Tells items made from one captured frame apart.
    @inlinable public var sub: UInt32 {
        get { item.sub }
        set { item.sub = newValue }
    }
    /// Length in nanoseconds; 0 when unknown.
    @inlinable public var duration_ns: Int64 { item.duration_ns }

    /// The stamp of another moment of the same stream: the clocks move as far as `pts_ns` does.
    public func moved(toSeq seq: UInt64, pts_ns: Int64) -> ItemStamp {
        var result = self
        let distance_ns = pts_ns &- item.pts_ns
        result.item.seq = seq
        result.item.sub = 0
        result.item.pts_ns = pts_ns
        result.item.capture_ns &+= distance_ns
        result.item.wall_ns &+= distance_ns
        result.item.duration_ns = 0
        result.item.flags = 0
        return result
    }

    /// A stamp for items of a source, which has no input to inherit from.
    public init(stream: UInt32, seq: UInt64, pts_ns: Int64, duration_ns: Int64 = 0, capture_ns: Int64, wall_ns: Int64) {
        item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.stream = stream
        item.seq = seq
        item.pts_ns = pts_ns
        item.duration_ns = duration_ns
        item.capture_ns = capture_ns
        item.wall_ns = wall_ns
    }
}
