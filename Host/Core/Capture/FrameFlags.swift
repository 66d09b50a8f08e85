/// What is special about an item; the bits of `SLUICE_FLAG_…`.
@frozen
public struct FrameFlags: OptionSet, Sendable, Hashable {
    /// The bits of the contract.
    public let rawValue: UInt32
    /// The flags with the given bits.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Something is missing, or the clock jumped, before this item.
    @inlinable public static var discontinuity: FrameFlags { FrameFlags(rawValue: 1) }
    /// Decodable without earlier items.
    @inlinable public static var key: FrameFlags { FrameFlags(rawValue: 2) }
    /// Damaged at the source or in decoding.
    @inlinable public static var corrupt: FrameFlags { FrameFlags(rawValue: 4) }
    /// Carries time but no content.
    @inlinable public static var gap: FrameFlags { FrameFlags(rawValue: 8) }
}
