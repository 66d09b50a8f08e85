import PluginSDK

/// The source: a bar that moves a pixel each time.
package struct Bars: Stage {
    package struct Settings: StageSettings {
        var width = 320
        var height = 240
        var frames = 100
        package init() {}
        package static let schema = Schema<Settings>(
            .init("width", \.width, 1...8192, "Width in pixels."),
            .init("height", \.height, 1...8192, "Height in pixels."),
            .init("frames", \.frames, 1...1_000_000, "How many pictures."))
    }

    package static let manifest = StageManifest(
        id: "org.example.corpus-swift.source", summary: "Makes pictures of a bar that moves.", inputs: [],
        outputs: [.frames("out", [.gray8], "The pictures.")], state: .graph, maxOutputs: 1)

    private let settings: Settings
    private let context: StageContext
    private var made = 0
    private var wall: WallClock?

    package init(settings: Settings, context: StageContext) {
        self.settings = settings
        self.context = context
    }

    package mutating func start() throws(StageError) {
        made = 0
        wall = WallClock(context)
    }

    package mutating func reset(stream: UInt32?) { made = 0 }

    package mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production {
        guard made < settings.frames else { return .end }
        var frame = try output.newFrame(.gray8, width: settings.width, height: settings.height)
        let (stride_bytes, bar) = (frame.row_stride_bytes(0), made % settings.width)
        do {
            var pixels = frame.plane(0)
            for y in 0..<settings.height {
                for x in 0..<settings.width { pixels[y * stride_bytes + x] = x == bar ? 235 : 16 }
            }
        }
        let now_ns = context.now_ns
        let stamp = ItemStamp(
            stream: 0, seq: UInt64(made + 1), pts_ns: Int64(made) * 40_000_000, duration_ns: 40_000_000,
            capture_ns: now_ns, wall_ns: wall?.ns(at: now_ns) ?? 0)
        made += 1
        try output.emit(frame, stamp: stamp)
        return .emitted
    }
}
