import PluginSDK

/// The analyzer: a region round the brightest column.
public struct Brightest: Stage {
    public struct Settings: StageSettings {
        public init() {}
        public static let schema = Schema<Settings>()
    }

    public static let manifest = StageManifest(
        id: "org.example.corpus-swift.analyzer", summary: "Finds the brightest pixel of the first row.",
        inputs: [.frames("in", [.gray8], "Brightness.")],
        outputs: [.same("out", as: "in", "The same pictures, each with a region.")], maxOutputs: 1)

    private let label: Name

    public init(settings: Settings, context: StageContext) { label = context.intern("bright") }

    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        let row = frame.plane(0).row(0)
        var best = 0
        for x in 1..<max(1, frame.width) where row[x] > row[best] { best = x }
        var regions = try output.newRegions(from: item, adding: 1)
        regions.append(Box(x: Float(best), y: 0, width: 1, height: Float(frame.height)), label: label, confidence: 1)
        try output.emit(item, regions: regions)
    }
}
