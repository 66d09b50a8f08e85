import PluginSDK

/// Several pictures in one call: `sluice.batch/1`. Each goes on as it is.
public struct Together: Stage {
    public struct Settings: StageSettings {
        var items = 4
        public init() {}
        public static let schema = Schema<Settings>(
            .init("items", \.items, 1...64, "Most pictures in one call."))
    }

    public static let manifest = StageManifest(
        id: "org.example.corpus-swift.batch", summary: "Takes several pictures in one call.",
        inputs: [.frames("in", [.gray8], "Brightness.")], outputs: [.same("out", as: "in", "The same pictures.")],
        maxOutputs: 64, batchKey: "items")

    public let batching: BatchPolicy?

    public init(settings: Settings, context: StageContext) {
        batching = BatchPolicy(maxItems: settings.items, maxWait_ns: 5_000_000)
    }

    public mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        for position in batch.indices { try output.emit(batch[position]) }
    }
}
