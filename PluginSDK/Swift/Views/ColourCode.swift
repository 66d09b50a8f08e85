import CSluice

/// How the numbers of a new frame become colours, in the code points of ITU-T H.273; 0 is unknown.
public struct ColourCode: Sendable, Hashable {
    /// `matrix_coefficients`.
    public var matrix: UInt8 = 0
    /// `colour_primaries`.
    public var primaries: UInt8 = 0
    /// `transfer_characteristics`.
    public var transfer: UInt8 = 0
    /// 0 unknown, 1 limited, 2 full.
    public var range: UInt8 = 0
    /// 1 + `chroma_loc_info`.
    public var chromaSite: UInt8 = 0

    /// Nothing known.
    public init() {}

    var code: sluice_colour {
        var result = sluice_colour()
        result.matrix = matrix
        result.primaries = primaries
        result.transfer = transfer
        result.range = range
        result.chroma_site = chromaSite
        return result
    }
}
