import PluginSDK

/// Puts the same few moving regions on each frame of a number, whichever instance does it.
public struct Walkers: Stage {
    /// What the stage is.
    public static let manifest = StageManifest(
        id: "org.example.walkers", summary: "Adds regions that move.",
        inputs: [.frames("in", PixelFormat.all, "Frames.")],
        outputs: [.same("out", as: "in", "The same with regions.")])
    private let label: Name

    /// Makes the stage.
    public init(settings: NoSettings, context: StageContext) { label = context.intern("walker") }

    /// Five regions, each on its line.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        var regions = try output.newRegions(from: item, adding: 5)
        for number in 0..<5 {
            let x = Float(item.seq % 4000) * 0.25 + Float(number) * 7
            let box = Box(x: x, y: Float(number) * 100, width: 40, height: 60)
            regions.append(box, label: label, confidence: 0.9)
        }
        try output.emit(item, regions: regions)
    }
}
