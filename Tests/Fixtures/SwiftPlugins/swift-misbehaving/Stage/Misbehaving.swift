import PluginSDK

/// Counts items, says the count of each in a record, and goes wrong at chosen ones.
public struct Misbehaving: StatefulStage {
    /// The settings.
    public struct Settings: StageSettings {
        var fault = Fault.none
        var signal = 0
        var every = 0
        var times = 0

        /// The defaults.
        public init() {}

        /// The keys.
        public static let schema = Schema<Settings>(
            .init("fault", \.fault, "What goes wrong."), .init("signal", \.signal, 0...64, "Which signal."),
            .init("every", \.every, 0...1_000_000, "At each item with such a number; 0 for never."),
            .init("times", \.times, 0...1_000_000, "So often, of those that were seen; 0 for always."))
    }

    /// What the stage is.
    public static let manifest = StageManifest(
        id: "org.example.swift-misbehaving", summary: "Goes wrong.", inputs: [.any("in", "Anything.").withRegions],
        outputs: [.same("out", as: "in", "The same, and counts.")], state: .stream, records: ["test.count"])
    /// The format of its state.
    public static var stateVersion: UInt32 { 1 }

    private let settings: Settings
    private let type: Name
    private let label: String
    private var count = 0

    /// Makes the stage.
    public init(settings: Settings, context: StageContext) {
        self.settings = settings
        type = context.intern("test.count")
        label = context.instanceCount > 1 ? ",\"instance\":\(context.instanceIndex)" : ""
    }

    /// Counts, goes wrong, says the count, and passes the item on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        if settings.every > 0, item.seq % UInt64(settings.every) == 0,
            settings.times == 0 || item.seq / UInt64(settings.every) <= UInt64(settings.times)
        {
            try settings.fault.happen(settings.signal, at: count)
        }
        count += 1
        try output.emit(record: "{\"count\":\(count)\(label)}", type: type, stamp: item.stamp, sub: item.sub + 1)
        try output.emit(item)
    }

    /// Writes the count.
    public func save(to state: inout StateWriter) { state.write(count) }

    /// Takes the count.
    public mutating func restore(from state: inout StateReader) throws(StageError) {
        let count: Int = try state.read(in: 0...Int.max / 2)
        try state.expectEnd()
        self.count = count
    }
}
