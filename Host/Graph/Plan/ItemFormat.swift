import HostCore

/// What was agreed for an edge or a port: the kind of item and, for frames, the pixel format.
public struct ItemFormat: Sendable, Hashable, CustomStringConvertible {
    /// The kind; `nil` when a port gives whatever it likes, which is known only at run time.
    public let kind: ItemKind?
    /// Frames: how the pixels lie; `nil` for all else, and where no stage asks.
    public let pixelFormat: PixelFormat?

    /// A format.
    public init(kind: ItemKind?, pixelFormat: PixelFormat? = nil) {
        self.kind = kind
        self.pixelFormat = pixelFormat
    }

    /// In short: `i420`, `record`, `any`.
    public var description: String { pixelFormat?.description ?? kind?.description ?? "any" }
}
