import PluginSDK

/// The filter, with a setting that may change while it runs: `sluice.params/1`.
public struct Brighter: Stage {
    public struct Settings: StageSettings {
        var offset = 1
        public init() {}
        public static let schema = Schema<Settings>(
            .init("offset", \.offset, 0...255, "What is added to each pixel, beyond white from black on.", .live))
    }

    public static let manifest = StageManifest(
        id: "org.example.corpus-swift.filter", summary: "Brightens each picture.",
        inputs: [.frames("in", [.gray8], "Brightness.")], outputs: [.same("out", as: "in", "The brighter pictures.")],
        maxOutputs: 1)

    private var offset: UInt8

    public init(settings: Settings, context: StageContext) { offset = UInt8(settings.offset) }

    public mutating func set(_ settings: Settings) throws(StageError) { offset = UInt8(settings.offset) }

    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        var made = try output.newFrame(.gray8, width: frame.width, height: frame.height, like: frame)
        let stride_bytes = made.row_stride_bytes(0)
        do {
            var pixels = made.plane(0)
            for y in 0..<frame.height {
                let row = frame.plane(0).row(y)
                for x in 0..<frame.width { pixels[y * stride_bytes + x] = row[x] &+ offset }
            }
        }
        try output.emit(item, frame: made)
    }
}
