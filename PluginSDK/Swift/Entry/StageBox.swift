import CSluice

/// Makes instances of one stage type; what the class table's `class_data` points at.
protocol StageFactory: Sendable {
    func make(_ context: StageContext, _ facts: UnsafeMutablePointer<InstanceFacts>) -> AnyStageBox
}

struct Factory<S: Stage & ~Copyable>: StageFactory {
    func make(_ context: StageContext, _ facts: UnsafeMutablePointer<InstanceFacts>) -> AnyStageBox {
        StageBox<S>(context, facts)
    }
}

/// One instance as the C table sees it: a class with a virtual method for each slot, so that the table's functions
/// need no generic parameter (measured: no cost over a function per type).
class AnyStageBox {
    enum Phase { case created, configured, started }

    let context: StageContext
    let facts: UnsafeMutablePointer<InstanceFacts>
    @exclusivity(unchecked) var phase = Phase.created

    init(_ context: StageContext, _ facts: UnsafeMutablePointer<InstanceFacts>, stateVersion: UInt32?) {
        self.context = context
        self.facts = facts
        stateTable = stateVersion.map { StateTable(version: $0) }
    }

    deinit {
        facts.deinitialize(count: 1)
        facts.deallocate()
    }

    func configure(_ config: ConfigValue) throws(StageError) {}
    func start() throws(StageError) {}
    func stop() throws(StageError) {}
    func begin(_ stream: StreamInfo, _ port: Int) throws(StageError) {}
    func end(_ stream: UInt32, _ port: Int) throws(StageError) {}
    func process(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status { SLUICE_E_STATE }
    func advance(_ port: Int, _ time: StreamTime) throws(StageError) {}
    func produce(_ deadline_ns: Int64) throws(StageError) -> Production { .end }
    func drain() throws(StageError) {}
    func reset(_ stream: UInt32?) throws(StageError) {}
    func set(_ config: ConfigValue) throws(StageError) {}
    func saveState() throws(StageError) -> [UInt8] { throw StageError(.unsupported, "the stage saves no state") }
    func restoreState(_ version: UInt32, _ sealed: UnsafeRawBufferPointer) throws(StageError) {
        throw StageError(.unsupported, "the stage takes no state")
    }
    /// Whether there are settings that may change while the stage runs.
    var hasLiveSettings: Bool { false }
    func processBatch(
        _ port: UInt32, _ items: UnsafePointer<UnsafePointer<sluice_item>?>, _ count: UInt32,
        _ failed: UnsafeMutablePointer<Int32>
    ) -> sluice_status { SLUICE_E_STATE }

    /// The table of `sluice.batch/1`, once the stage is made and wants batches.
    final var batchTable: BatchTable?
    final let batchFailures = BatchFailures()
    /// The table of `sluice.state/1`, for a stage whose memory outlives it.
    final let stateTable: StateTable?

    /// The table of an extension; the same id gives the same pointer.
    final func extensionTable(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case SLUICE_EXT_BATCH: batchTable.map { UnsafeRawPointer($0.pointer) }
        case SLUICE_EXT_STATE: stateTable.map { UnsafeRawPointer($0.pointer) }
        case SLUICE_EXT_PARAMS: hasLiveSettings ? UnsafeRawPointer(liveSettingsTable) : nil
        default: nil
        }
    }

    final func expect(_ phase: Phase, _ call: String) throws(StageError) {
        guard self.phase == phase else { throw StageError(.state, "\(call) was called in the wrong state") }
    }
}

final class StageBox<S: Stage & ~Copyable>: AnyStageBox {
    // Outside dynamic exclusivity: the host never overlaps calls on one instance, and the check costs 10 ns a call.
    private let stage = UnsafeMutablePointer<S>.allocate(capacity: 1)
    private let ordinal: UInt64

    init(_ context: StageContext, _ facts: UnsafeMutablePointer<InstanceFacts>) {
        ordinal = UInt64(facts.pointee.ordinal)
        super.init(context, facts, stateVersion: S.stateFunctions?.newest)
    }

    deinit {
        if phase != .created { stage.deinitialize(count: 1) }
        stage.deallocate()
    }

    override func configure(_ config: ConfigValue) throws(StageError) {
        guard phase != .started else { throw StageError(.state, "configure was called while started") }
        let settings = try S.Settings.parse(config)
        let made = try S(settings: settings, context: context)
        if phase != .created { stage.deinitialize(count: 1) }
        stage.initialize(to: made)
        phase = .configured
        if let policy = stage.pointee.batching {
            if let batchTable { batchTable.set(policy) } else { batchTable = BatchTable(policy) }
        } else {
            batchTable = nil
        }
    }

    override func start() throws(StageError) {
        try expect(.configured, "start")
        try stage.pointee.start()
        phase = .started
    }

    override func stop() throws(StageError) {
        try expect(.started, "stop")
        phase = .configured
        try stage.pointee.stop()
    }

    override func begin(_ stream: StreamInfo, _ port: Int) throws(StageError) {
        try expect(.started, "begin")
        let host = context.host
        let output = Output(host, context.handle, ordinal: ordinal)
        try stage.pointee.begin(stream, port: port, to: output)
    }

    override func end(_ stream: UInt32, _ port: Int) throws(StageError) {
        try expect(.started, "end")
        let host = context.host
        let output = Output(host, context.handle, ordinal: ordinal)
        try stage.pointee.end(stream: stream, port: port, to: output)
    }

    override func process(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        guard phase == .started else { return refuse(StageError(.state, "process was called before start")) }
        if batchTable != nil { return processAlone(port, item) }
        let host = context.host
        let view = ItemView(item, port: Int(port))
        let output = Output(host, context.handle, ordinal: ordinal)
        do throws(StageError) {
            try stage.pointee.process(view, to: output)
            return SLUICE_OK
        } catch {
            return refuse(error)
        }
    }

    /// A batch of one, where the host gathers none.
    private func processAlone(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        var items: UnsafePointer<sluice_item>? = item
        var failed: Int32 = 0
        let status = withUnsafePointer(to: &items) { processBatch(port, $0, 1, &failed) }
        return status < 0 ? status : failed
    }

    override func processBatch(
        _ port: UInt32, _ items: UnsafePointer<UnsafePointer<sluice_item>?>, _ count: UInt32,
        _ failed: UnsafeMutablePointer<Int32>
    ) -> sluice_status {
        guard phase == .started else { return refuse(StageError(.state, "process was called before start")) }
        let host = context.host
        let failures = batchFailures
        let output = Output(host, context.handle, ordinal: ordinal)
        let batch = ItemBatch(items, count: Int(count), port: Int(port), failures: failures)
        do throws(StageError) {
            try stage.pointee.process(batch: batch, to: output)
        } catch {
            failures.list.removeAll()
            return refuse(error)
        }
        for position in 0..<Int(count) { failed[position] = 0 }
        guard !failures.list.isEmpty else { return SLUICE_OK }
        for failure in failures.list.sorted(by: { $0.position < $1.position }) where failure.position < Int(count) {
            failed[failure.position] = refuse(failure.error)
        }
        failures.list.removeAll()
        return SLUICE_OK
    }

    override func advance(_ port: Int, _ time: StreamTime) throws(StageError) {
        try expect(.started, "advance")
        let host = context.host
        let output = Output(host, context.handle, ordinal: ordinal)
        try stage.pointee.advance(time, port: port, to: output)
    }

    override func produce(_ deadline_ns: Int64) throws(StageError) -> Production {
        try expect(.started, "produce")
        let host = context.host
        let output = Output(host, context.handle, ordinal: ordinal)
        return try stage.pointee.produce(until: deadline_ns, to: output)
    }

    override func drain() throws(StageError) {
        try expect(.started, "drain")
        let host = context.host
        let output = Output(host, context.handle, ordinal: ordinal)
        try stage.pointee.drain(to: output)
    }

    override func reset(_ stream: UInt32?) throws(StageError) {
        try expect(.started, "reset")
        stage.pointee.reset(stream: stream)
    }

    override func set(_ config: ConfigValue) throws(StageError) {
        try expect(.started, "set")
        let settings = try S.Settings.parse(config)
        try stage.pointee.set(settings)
    }

    override func saveState() throws(StageError) -> [UInt8] {
        try expect(.started, "save")
        guard let functions = S.stateFunctions else { return try super.saveState() }
        var writer = StateWriter(context)
        try functions.save(stage.pointee, &writer)
        guard !writer.isFull else {
            throw StageError(
                .limit, "the state is larger than \(StateWriter.limit_bytes >> 20) MiB and cannot be saved")
        }
        return StateSeal.close(writer.bytes, of: S.manifest.id, version: functions.newest)
    }

    override func restoreState(_ version: UInt32, _ sealed: UnsafeRawBufferPointer) throws(StageError) {
        try expect(.started, "restore")
        guard let functions = S.stateFunctions else { return try super.restoreState(version, sealed) }
        let reads = min(functions.oldest, functions.newest)...functions.newest
        let content = try StateSeal.open(sealed, of: S.manifest.id, version: version, reads: reads)
        var reader = StateReader(context, version: version, content)
        try functions.restore(&stage.pointee, &reader)
    }

    override var hasLiveSettings: Bool { S.Settings.hasLiveKeys }

    private func refuse(_ error: StageError) -> sluice_status {
        context.report(error)
        return error.code.rawValue
    }
}
