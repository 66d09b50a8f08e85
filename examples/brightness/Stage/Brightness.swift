import PluginSDK

/// Passes on frames that are bright enough: a camera in a dark room gives nothing to look at.
public struct Brightness: Stage {
    public struct Settings: StageSettings {
        var threshold = 0.25
        public init() {}
        public static let schema = Schema<Settings>(
            .init("threshold", \.threshold, 0...1, "Mean brightness, 0 black to 1 white, from which a frame passes."))
    }

    public static let manifest = StageManifest(
        id: "org.example.brightness", summary: "Passes on frames that are bright enough.",
        inputs: [.frames("in", [.gray8], "Brightness of the picture.")],
        outputs: [.same("out", as: "in", "The bright ones.")])

    private let threshold: Double

    public init(settings: Settings, context: StageContext) { threshold = settings.threshold }

    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        var sum = 0
        for y in 0..<frame.height {
            let row = frame.plane(0).row(y)
            for x in 0..<frame.width { sum += Int(row[x]) }
        }
        if Double(sum) / Double(frame.width * frame.height * 255) >= threshold { try output.emit(item) }
    }
}
