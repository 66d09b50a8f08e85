import HostCore

/// What is measured, and how.
public struct BenchSettings: Sendable {
    /// Size of a frame.
    public struct Size: Sendable, Hashable, CustomStringConvertible {
        /// In pixels.
        public let width: Int
        /// In pixels.
        public let height: Int

        /// A size.
        public init(_ width: Int, _ height: Int) {
            self.width = width
            self.height = height
        }

        /// Reads `1280x720`; `nil` for anything else.
        public init?(_ text: String) {
            let parts = text.split(separator: "x", omittingEmptySubsequences: false)
            guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
                (1...16384).contains(width), (1...16384).contains(height)
            else { return nil }
            self.init(width, height)
        }

        /// `1280x720`.
        public var description: String { "\(width)x\(height)" }
    }

    /// Sizes unless others are asked for.
    public static let usualSizes = [Size(640, 480), Size(1280, 720), Size(1920, 1080)]

    /// Sizes of the frames; empty for the usual ones.
    public var sizes: [Size] = []
    /// Pixel formats; empty for all that the stage takes.
    public var formats: [PixelFormat] = []
    /// Items that are measured in each case.
    public var frames = 300
    /// Items before that.
    public var warmUp = 30
    /// How long measuring one case may take; then it ends with the items that there are.
    public var limit_ns: Int64 = 3_000_000_000
    /// How long the stage may be silent before it counts as hung.
    public var timeout_ns: Int64 = 20_000_000_000
    /// Seed of what the frames show.
    public var seed: UInt64 = 1
    /// A clip to take frames from, with its size; `nil` for made-up ones.
    public var clip: String?
    /// Files with a packet each, for stages that take packets.
    public var packets: [String] = []
    /// The stage's settings.
    public var configuration: JSONValue = [:]

    /// The usual matrix.
    public init() {}
}
