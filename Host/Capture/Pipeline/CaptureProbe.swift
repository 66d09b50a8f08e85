import HostCore

/// What the first frame of a source showed.
public struct CaptureProbe: Sendable, Hashable {
    /// Size, format, decoder, conversion.
    public var stream: StreamDescriptor
    /// Bytes that were copied to put the frame into the host's memory; 0 when the source wrote it there itself.
    public var copied_bytes: Int
    /// Why they were, as a clause; empty for no copy.
    public var copyReason: String
}
