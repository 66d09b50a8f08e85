/// Colour of a frame in the code points of ITU-T H.273; 0 is unknown.
@frozen
public struct FrameColour: Sendable, Hashable {
    /// Matrix coefficients: 1 is BT.709, 6 BT.601.
    public var matrix: UInt8
    /// Colour primaries.
    public var primaries: UInt8
    /// Transfer characteristics.
    public var transfer: UInt8
    /// 0 unknown, 1 limited, 2 full.
    public var range: UInt8
    /// 0 unknown, else 1 + chroma sample location.
    public var chromaSite: UInt8

    /// Colour by its code points; unknown where left out.
    public init(matrix: UInt8 = 0, primaries: UInt8 = 0, transfer: UInt8 = 0, range: UInt8 = 0, chromaSite: UInt8 = 0) {
        self.matrix = matrix
        self.primaries = primaries
        self.transfer = transfer
        self.range = range
        self.chromaSite = chromaSite
    }
}
