import CSluice

/// How the pixels of a frame lie in memory.
@frozen
public struct PixelFormat: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    /// The number in the contract.
    public let rawValue: UInt32
    /// The format with the given number in the contract.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Y, U and V planes, colour at half width and height.
    @inlinable public static var i420: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_I420)) }
    /// Y plane and a plane of UV pairs at half width and height.
    @inlinable public static var nv12: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_NV12)) }
    /// One plane of brightness.
    @inlinable public static var gray8: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_GRAY8)) }
    /// Packed red, green, blue.
    @inlinable public static var rgb: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_RGB)) }
    /// Packed blue, green, red.
    @inlinable public static var bgr: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_BGR)) }
    /// Packed red, green, blue, alpha.
    @inlinable public static var rgba: PixelFormat { PixelFormat(rawValue: UInt32(SLUICE_PIXEL_RGBA)) }

    /// All formats of this contract.
    public static let all: [PixelFormat] = [.i420, .nv12, .gray8, .rgb, .bgr, .rgba]

    /// The format with the given name in manifests and graph files; `nil` for none.
    public init?(name: String) {
        guard let format = Self.all.first(where: { $0.description == name }) else { return nil }
        self = format
    }

    /// The name in manifests and graph files.
    public var description: String {
        switch self {
        case .i420: "i420"
        case .nv12: "nv12"
        case .gray8: "gray8"
        case .rgb: "rgb"
        case .bgr: "bgr"
        case .rgba: "rgba"
        default: "format-\(rawValue)"
        }
    }

    /// Whether a frame of this format can be shown as GRAY8 without a copy: its first plane is the luma.
    @inlinable public var hasLumaPlane: Bool { self == .i420 || self == .nv12 }
}
