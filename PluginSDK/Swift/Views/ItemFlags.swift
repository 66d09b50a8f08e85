import CSluice

/// What is special about an item, a frame or a packet.
@frozen
public struct ItemFlags: OptionSet, Sendable {
    /// The bits of the contract.
    public let rawValue: UInt32
    /// Flags by the bits of the contract.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Something is missing, or the clock jumped, before it.
    public static let discontinuity = ItemFlags(rawValue: UInt32(SLUICE_FLAG_DISCONTINUITY))
    /// It can be decoded without earlier ones.
    public static let key = ItemFlags(rawValue: UInt32(SLUICE_FLAG_KEY))
    /// It was damaged at the source, on the way, or in decoding.
    public static let corrupt = ItemFlags(rawValue: UInt32(SLUICE_FLAG_CORRUPT))
    /// It carries time but no content.
    public static let gap = ItemFlags(rawValue: UInt32(SLUICE_FLAG_GAP))
}

extension ItemView {
    /// What is special about it.
    @inlinable public var flags: ItemFlags { ItemFlags(rawValue: item.pointee.flags) }
    /// Raised when the source's clock starts anew.
    @inlinable public var epoch: UInt32 { item.pointee.epoch }
}

extension ItemStamp {
    /// What is special about the item.
    @inlinable public var flags: ItemFlags { ItemFlags(rawValue: item.flags) }

    /// Raised when the source's clock starts anew.
    @inlinable public var epoch: UInt32 {
        get { item.epoch }
        set { item.epoch = newValue }
    }

    /// The same moment with more flags.
    public func marked(_ flags: ItemFlags) -> ItemStamp {
        var result = self
        result.item.flags |= flags.rawValue
        return result
    }
}

extension PacketView {
    /// What is special about it.
    @inlinable public var flags: ItemFlags { ItemFlags(rawValue: packet.pointee.flags) }
}
