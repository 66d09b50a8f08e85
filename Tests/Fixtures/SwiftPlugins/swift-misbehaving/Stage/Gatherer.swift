import PluginSDK

/// Takes several items in a call, says in a record how many came together, and fails or goes wrong at chosen ones.
public struct Gatherer: Stage {
    /// The settings.
    public struct Settings: StageSettings {
        var most = 4
        var fault = Fault.none
        var every = 0
        var passes = true

        /// The defaults.
        public init() {}

        /// The keys.
        public static let schema = Schema<Settings>(
            .init("most", \.most, 1...64, "Most items in a call."), .init("fault", \.fault, "What goes wrong."),
            .init("every", \.every, 0...1_000_000, "At each item with such a number; 0 for never."),
            .init("passes", \.passes, "Whether items go on; otherwise copies of their pixels do."))
    }

    /// What the stage is.
    public static let manifest = StageManifest(
        id: "org.example.gatherer", summary: "Takes several.", inputs: [.any("in", "Anything.").withRegions],
        outputs: [.same("out", as: "in", "The same, and how many came together.")], state: .graph,
        records: ["test.together"], batchKey: "most")
    private let settings: Settings
    private let type: Name

    /// Makes the stage.
    public init(settings: Settings, context: StageContext) {
        self.settings = settings
        type = context.intern("test.together")
    }

    /// As many as may come, however long it takes.
    public var batching: BatchPolicy? { BatchPolicy(maxItems: settings.most, maxWait_ns: 3_600_000_000_000) }

    /// Says how many came, and gives all of them out.
    public mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        for position in batch.indices {
            if settings.every > 0, batch[position].seq % UInt64(settings.every) == 0 {
                do throws(StageError) {
                    try settings.fault.happen(0, at: Int(batch[position].seq))
                } catch {
                    batch.fail(position, error)
                    continue
                }
            }
            let stamp = batch[position].stamp
            try output.emit(record: "{\"together\":\(batch.count)}", type: type, stamp: stamp, sub: stamp.sub + 1)
            try give(batch[position], output)
        }
    }

    private func give(_ item: ItemView, _ output: Output) throws(StageError) {
        guard !settings.passes, let frame = item.frame else { return try output.emit(item) }
        var copy = try output.newFrame(frame.format, width: frame.width, height: frame.height, like: frame)
        for index in 0..<frame.planeCount {
            let source = frame.plane(index)
            let stride = copy.row_stride_bytes(index)
            var target = copy.plane(index)
            for y in 0..<source.height {
                let row = source.row(y)
                for x in 0..<min(row.count, stride) { target[y * stride + x] = row[x] }
            }
        }
        try output.emit(item, frame: copy)
    }
}
