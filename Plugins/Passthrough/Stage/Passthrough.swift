import PluginSDK

/// Passes each item on as it is: for measuring what the host costs, and as the smallest stage there is.
public struct Passthrough: Stage {
    /// One input, one output, no state.
    public static let manifest = StageManifest(
        id: "io.sluice.passthrough", summary: "Passes each item on as it is.",
        inputs: [.any("in", "Anything.")], outputs: [.same("out", as: "in", "The same item.")])

    /// Nothing to prepare.
    public init(settings: NoSettings, context: StageContext) {}

    /// Passes the item on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        try output.emit(item)
    }
}
