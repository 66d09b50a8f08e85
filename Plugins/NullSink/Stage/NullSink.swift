import PluginSDK

/// Takes everything and counts it: the end of a graph whose output nobody needs, and of a measurement.
public struct NullSink: Stage {
    /// One input, no output.
    public static let manifest = StageManifest(
        id: "io.sluice.null-sink", summary: "Takes anything and counts it.", inputs: [.any("in", "Anything.")],
        outputs: [])

    private let context: StageContext
    private var items: UInt64 = 0
    private var frames: UInt64 = 0

    /// Nothing to prepare.
    public init(settings: NoSettings, context: StageContext) { self.context = context }

    /// Counts the item.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        items += 1
        if item.kind == .frame { frames += 1 }
    }

    /// Writes the counts to the log and starts anew.
    public mutating func stop() throws(StageError) {
        context.log(.info, "took \(items) items, \(frames) of them frames")
        (items, frames) = (0, 0)
    }
}
