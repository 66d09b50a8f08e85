import CSluice

/// What travels along an edge.
@frozen
public struct ItemKind: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    /// The number in the contract.
    public let rawValue: UInt32
    /// The kind with the given number in the contract.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A picture.
    @inlinable public static var frame: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_FRAME)) }
    /// A block of sound.
    @inlinable public static var audio: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_AUDIO)) }
    /// A coded packet.
    @inlinable public static var packet: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_PACKET)) }
    /// An array of numbers.
    @inlinable public static var tensor: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_TENSOR)) }
    /// A fact as JSON.
    @inlinable public static var record: ItemKind { ItemKind(rawValue: UInt32(SLUICE_ITEM_RECORD)) }

    /// All kinds of this contract.
    public static let all: [ItemKind] = [.frame, .audio, .packet, .tensor, .record]

    /// The kind with the given name in manifests; `nil` for none.
    public init?(name: String) {
        guard let kind = Self.all.first(where: { $0.description == name }) else { return nil }
        self = kind
    }

    /// The name in manifests.
    public var description: String {
        switch self {
        case .frame: "frame"
        case .audio: "audio"
        case .packet: "packet"
        case .tensor: "tensor"
        case .record: "record"
        default: "kind-\(rawValue)"
        }
    }
}
