import HostCore

/// What a `test:` source shows, from its address: `test:?pattern=bars&width=640&height=480&fps=30&frames=1000`.
struct SyntheticPattern: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Eight bars that wander to the left.
        case bars
        /// A diagonal ramp that wanders.
        case gradient
        /// Even noise, another for each frame.
        case noise
        /// One grey.
        case solid
    }

    var kind = Kind.bars
    var width = 640
    var height = 480
    var rate = 30
    /// Frames before the end; `nil` for ever.
    var frames: Int?
    /// `nil` leaves it to the graph.
    var format: PixelFormat?
    var seed: UInt64 = 1
    /// Each frame is the first one again, in the same slot.
    var isStatic = false

    static let keys = ["pattern", "width", "height", "fps", "frames", "format", "seed", "static"]

    init() {}

    /// - Throws: `graph` for unknown keys and values outside their bounds.
    init(query: Substring, _ errors: CaptureErrors) throws(HostError) {
        guard query.isEmpty || query.hasPrefix("?") else {
            throw errors.usage("\(errors.place) is no test source; write test:?pattern=bars&width=640&height=480")
        }
        var query = try SourceQuery(query.dropFirst(), known: Self.keys, errors)
        kind = try query.choice("pattern", Self.kinds) ?? kind
        width = try query.number("width", in: 1...16384) ?? width
        height = try query.number("height", in: 1...16384) ?? height
        rate = try query.number("fps", in: 1...100_000) ?? rate
        frames = try query.number("frames", in: 0...Int.max)
        format = try query.choice("format", PixelFormat.all.map { ($0.description, $0) })
        seed = UInt64(try query.number("seed", in: 0...Int.max) ?? 1)
        isStatic = try query.number("static", in: 0...1) == 1
    }

    private static let kinds: [(String, Kind)] = [
        ("bars", .bars), ("gradient", .gradient), ("noise", .noise), ("solid", .solid),
    ]
}
