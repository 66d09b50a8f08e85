import PluginSDK

/// Several pictures in one call: `sluice.batch/1`. Each goes on as it is.
package struct Together: Stage {
    package struct Settings: StageSettings {
        var items = 4
        package init() {}
        package static let schema = Schema<Settings>(
            .init("items", \.items, 1...64, "Most pictures in one call."))
    }

    package static let manifest = StageManifest(
        id: "org.example.corpus-swift.batch", summary: "Takes several pictures in one call.",
        inputs: [.frames("in", [.gray8], "Brightness.")], outputs: [.same("out", as: "in", "The same pictures.")],
        maxOutputs: 64, batchKey: "items")

    package let batching: BatchPolicy?

    package init(settings: Settings, context: StageContext) {
        batching = BatchPolicy(maxItems: settings.items, maxWait_ns: 5_000_000)
    }

    package mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        for position in batch.indices { try output.emit(batch[position]) }
    }
}
