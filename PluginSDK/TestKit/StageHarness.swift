import CSluice
import PluginSDK

/// Runs one stage through the same C tables that the host uses, without a host: give it items, look at what it emits.
///
/// ```swift
/// let harness = try StageHarness<Brightness>(["threshold": 0.4])
/// try harness.push(.solid(.gray8, width: 64, height: 48, rgb: (200, 200, 200)))
/// try harness.finish()
/// #expect(harness.items.count == 1)
/// #expect(harness.close().isClean)
/// ```
/// Frames lie in memory with red zones round each plane; new frames are filled with a pattern; the reference counts,
/// holds and outputs that the manifest declares are enforced. What a stage does wrong is listed in ``violations``.
/// One harness belongs to one test: it is not `Sendable`.
public final class StageHarness<S: Stage & ~Copyable> {
    let host = RecordingHost()
    let stageClass: UnsafePointer<sluice_stage_class>
    var stage: OpaquePointer?
    var streams: [UInt32: OpenStream] = [:]
    var isStarted = false
    private var report: HarnessReport?
    private var configuration: ConfigValue = [:]

    /// Stream time from one pushed item to the next, unless a push says otherwise; 40 ms at first.
    public var frame_interval_ns: Int64 = 40_000_000
    /// Bytes added to each row of pushed frames before rounding up to 64.
    public var rowPadding_bytes = 0

    /// Makes, configures and starts a stage.
    /// - Parameters:
    ///   - configuration: Keys as in a graph file; the rest keep their defaults, which the harness fills in as the
    ///     host does.
    ///   - name: The instance's name in the graph.
    ///   - ordinal: Goes into region ids.
    ///   - instance: Which of how many parallel instances.
    ///   - seed: For the randomness of the stage.
    ///   - starts: Whether to start it; otherwise call ``start()``.
    /// - Throws: What the stage throws for its configuration.
    public init(
        _ configuration: ConfigValue = [:], name: String = "stage", ordinal: UInt32 = 7,
        instance: (index: UInt32, count: UInt32) = (0, 1), seed: UInt64 = 1, starts: Bool = true
    ) throws(StageError) {
        let manifest = S.manifest
        stageClass = StageTable.make(.stage(S.self))
        host.contract.maxOutputs = manifest.maxOutputs
        host.contract.holdsFrames = manifest.holdsFrames
        host.contract.inputs = manifest.inputRules
        host.contract.outputs = manifest.outputRules
        try create(name, ordinal, instance, seed)
        try configure(configuration)
        if starts { try start() }
    }

    /// Makes, configures and starts a stage with the given settings.
    public convenience init(settings: S.Settings) throws(StageError) {
        let value: ConfigValue
        do { value = try ConfigValue(json: settings.configurationJSON) } catch {
            throw StageError(.configuration, "the settings do not write JSON: \(error)")
        }
        try self.init(value)
    }

    deinit {
        let report = close()
        precondition(report.isClean || wasReported, "the stage broke the contract and no one looked: \(report)")
    }

    private var wasReported = false

    /// Takes another configuration, as the host does between runs.
    public func configure(_ configuration: ConfigValue) throws(StageError) {
        let defaults: ConfigValue
        do { defaults = try ConfigValue(json: S.Settings().configurationJSON) } catch {
            throw StageError(.configuration, "the defaults are no JSON: \(error)")
        }
        let complete = defaults.merging(configuration)
        let tree = ConfigTree(complete)
        var config = tree.config
        try call(.configure) { $0.configure($1, &config) }
        self.configuration = complete
        withExtendedLifetime(tree) {}
    }

    /// Changes live settings between two items, as the host does by `sluice.params/1`.
    /// - Throws: What the stage throws, and `argument` for a key that is not marked live; the old values then stay.
    public func set(_ changes: ConfigValue) throws(StageError) {
        for (key, value) in changes.members where value.members.isEmpty && !S.Settings.liveKeys.contains(key) {
            throw StageError(.argument, "\(key): the key is not marked live")
        }
        let complete = configuration.merging(changes)
        let tree = ConfigTree(complete)
        var config = tree.config
        try call(.set) { table, stage in
            guard let found = table.get_extension(stage, SLUICE_EXT_PARAMS) else { return SLUICE_E_UNSUPPORTED }
            return found.assumingMemoryBound(to: sluice_params.self).pointee.set(stage, &config)
        }
        configuration = complete
        withExtendedLifetime(tree) {}
    }

    /// Starts the stage.
    public func start() throws(StageError) {
        try call(.start) { $0.start($1) }
        isStarted = true
    }

    /// Ends all streams, drains and stops the stage.
    public func finish() throws(StageError) {
        for stream in streams.keys.sorted() { try end(stream: stream) }
        try drain()
        try stop()
    }

    /// Asks for all that is held back.
    public func drain() throws(StageError) { try call(.drain) { $0.drain?($1) ?? SLUICE_OK } }

    /// Stops the stage.
    public func stop() throws(StageError) {
        isStarted = false
        try call(.stop) { $0.stop($1) }
    }

    /// Destroys the stage and says what it has done wrong.
    @discardableResult
    public func close() -> HarnessReport {
        if let report {
            wasReported = true
            return report
        }
        if let stage { stageClass.pointee.destroy(stage) }
        stage = nil
        let left = host.frames.values.filter { $0.state != .input || $0.refs > 0 }
        let leaks = left.sorted { $0.facts.handle < $1.facts.handle }.map {
            "\($0.state.rawValue) frame \($0.facts.handle) of \($0.facts.width)x\($0.facts.height) \($0.format), "
                + "count \($0.count)"
        }
        let made = HarnessReport(violations: host.violations, leaks: leaks)
        report = made
        return made
    }

    private func create(
        _ name: String, _ ordinal: UInt32, _ instance: (index: UInt32, count: UInt32), _ seed: UInt64
    ) throws(StageError) {
        var made: OpaquePointer?
        let status = name.withCString { text in
            var info = sluice_create_info()
            info.struct_size = UInt32(MemoryLayout<sluice_create_info>.size)
            info.stage_ordinal = ordinal
            info.instance_index = instance.index
            info.instance_count = instance.count
            info.name = text
            info.name_bytes = UInt64(name.utf8.count)
            info.seed = seed
            return stageClass.pointee.create(stageClass, host.table, host.context, &info, &made)
        }
        guard status == SLUICE_OK, made != nil else { throw failure(status) }
        stage = made
    }

    /// Calls into the stage, then looks for damage.
    @discardableResult
    func call(
        _ what: RecordingHost.Call, _ body: (sluice_stage_class, OpaquePointer) -> sluice_status
    ) throws(StageError) -> sluice_status {
        guard let stage else { throw StageError(.state, "the harness is closed") }
        let reported = host.errors.count
        host.call = what
        let status = body(stageClass.pointee, stage)
        if status < 0, host.errors.count == reported { host.violate("an error was returned and none reported") }
        host.closeCall()
        if status < 0 { throw failure(status) }
        return status
    }

    private func failure(_ status: sluice_status) -> StageError {
        let last = host.errors.last
        return StageError(
            StageError.Code(status), last?.code.rawValue == status ? last?.text ?? "" : "status \(status)")
    }
}

/// What a stage has done wrong over the life of a harness.
public struct HarnessReport: Sendable, CustomStringConvertible {
    /// Breaches of the contract, in order.
    public let violations: [String]
    /// Frames that the stage did not give back.
    public let leaks: [String]
    /// Whether there were none.
    public var isClean: Bool { violations.isEmpty && leaks.isEmpty }
    /// All of them, one per line.
    public var description: String {
        isClean ? "clean" : (violations + leaks.map { "leak: " + $0 }).joined(separator: "\n")
    }
}

struct OpenStream {
    var nextSeq: UInt64 = 0
    var nextPts_ns: Int64 = 0
}
