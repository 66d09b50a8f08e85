/// Counts of one source since its start.
public struct CaptureStatistics: Sendable, Hashable {
    /// Frames delivered.
    public var frames = 0
    /// A count that changes with each piece of data that arrives, before it is decoded.
    public var data: UInt64 = 0
    /// Frames that were copied into a slot, because they arrived in foreign memory or with rows not aligned.
    public var copies = 0
    /// Bytes of those copies.
    public var copied_bytes = 0
    /// Why the last of them was copied, as a clause; empty when none was.
    public var copyReason = ""
    /// Frames whose pixels were converted to a format that the graph takes.
    public var conversions = 0
    /// What is converted, such as `Y42B to I420`; empty for nothing.
    public var conversion = ""
    /// Frames marked as damaged.
    public var corrupt = 0
    /// Times that the clock started anew or something was missing.
    public var discontinuities = 0
    /// Times that the source was lost and tried again.
    public var reconnects = 0
    /// Warnings of the decoder or the network part.
    public var warnings = 0
    /// The element that decodes, such as `avdec_h264`; empty when nothing is decoded.
    public var decoder = ""
    /// What a device calls itself; empty when unknown.
    public var model = ""
    /// The last reason for which the source was lost; empty when it never was.
    public var lastLoss = ""

    /// Nothing happened yet.
    public init() {}
}
