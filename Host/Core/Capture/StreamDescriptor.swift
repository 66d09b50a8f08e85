/// What the frames of a stream have in common until the next descriptor.
public struct StreamDescriptor: Sendable, Hashable {
    /// How the pixels lie.
    public var pixelFormat: PixelFormat
    /// In pixels.
    public var width: Int
    /// In pixels.
    public var height: Int
    /// Frames a second; `0` when unknown or variable.
    public var rate: Fraction
    /// Shape of a pixel.
    public var sampleAspect: Fraction
    /// Colour of the frames.
    public var colour: FrameColour
    /// Clockwise turn that makes frames upright: 0, 90, 180 or 270.
    public var rotation_degrees: UInt32
    /// Length by the container's header; `nil` when it does not say, or the source is live.
    public var duration_ns: Int64?
    /// What the host converts from, when the source's own format is not wanted, such as `Y42B`; else `nil`.
    public var convertedFrom: String?
    /// The element that decodes, such as `avdec_h264`; empty when nothing is decoded.
    public var decoder: String
    /// What a device calls itself; empty when unknown.
    public var model: String
    /// Whether stages are to be told that it comes in its own time; `nil` leaves it to the kind of source.
    public var isLive: Bool?

    /// A descriptor with nothing known but format and size.
    public init(pixelFormat: PixelFormat, width: Int, height: Int) {
        self.pixelFormat = pixelFormat
        self.width = width
        self.height = height
        rate = Fraction(0, 1)
        sampleAspect = Fraction(1, 1)
        colour = FrameColour()
        rotation_degrees = 0
        duration_ns = nil
        convertedFrom = nil
        decoder = ""
        model = ""
        isLive = nil
    }
}

extension StreamDescriptor {
    /// What is different in a later descriptor of the same stream, each with a reason for people.
    public func changes(to next: StreamDescriptor) -> [(kind: SourceEvent.Kind, reason: String)] {
        var found: [(kind: SourceEvent.Kind, reason: String)] = []
        if (width, height) != (next.width, next.height) {
            found.append(
                (
                    .sizeChange(fromWidth: width, fromHeight: height, width: next.width, height: next.height),
                    "frames of \(next.width)x\(next.height), before of \(width)x\(height)"
                ))
        }
        if pixelFormat != next.pixelFormat || convertedFrom != next.convertedFrom {
            let (old, new) = (convertedFrom ?? "\(pixelFormat)", next.convertedFrom ?? "\(next.pixelFormat)")
            found.append((.formatChange(from: old, to: new), "pixels in \(new), before in \(old)"))
        }
        if decoder != next.decoder, !decoder.isEmpty, !next.decoder.isEmpty {
            found.append(
                (.codecChange(from: decoder, to: next.decoder), "decoded by \(next.decoder), before by \(decoder)"))
        }
        return found
    }
}
