import CHostShim
import CSluice
import HostCore

/// One instance of a stage, driven call by call. Nothing here judges: statuses go back to the check.
final class StageDriver: @unchecked Sendable {
    // Sound: the checks that hand it to another thread wait for that thread before they touch it again.
    let host: CheckingHost
    let manifest: StageManifest
    let inputs: InputMaker
    let settings: SettingsMaker
    private let table: UnsafePointer<sluice_stage_class>
    private let answer: Answer
    private var stage: OpaquePointer?
    private let name: FencedBlock
    private var streamFacts: [Stream: FencedBlock] = [:]
    private let bench: WorkerBench?

    /// A stream at an input.
    private struct Stream: Hashable {
        var number: UInt32
        var port: Int
    }

    private(set) var isStarted = false
    private(set) var isConfigured = false
    /// Time spent in process so far, in nanoseconds.
    private(set) var processTime_ns: Int64 = 0

    static let ordinal: UInt32 = 3
    /// How long a source may wait for its items in one call.
    private static let patience_ns: Int64 = 5_000_000

    /// - Parameter bench: Puts the instance into a worker; without one it is in this process.
    init(_ trial: Trial, isNewer: Bool = false, in bench: WorkerBench? = nil) throws(CheckEnd) {
        let stageTrial = try trial.stage()
        let answer = trial.answer
        manifest = stageTrial.manifest
        table = bench?.table ?? stageTrial.table
        self.bench = bench
        self.answer = answer
        inputs = trial.inputs(stageTrial.manifest)
        settings = trial.settings(stageTrial.manifest)
        host = try CheckingHost(stageTrial.manifest, isNewer: isNewer, mirror: bench?.mirror) { answer.tell($0, $1) }
        host.models = NamedModels(files: trial.request.models)
        guard let name = FencedBlock(7, alignment: 1, .init(what: "the instance's name")) else {
            throw .setup("no memory for a name")
        }
        name.data.copyMemory(from: Array("conform".utf8), byteCount: 7)
        name.allow(.read)
        self.name = name
    }

    deinit { if stage != nil { destroy() } }

    var isCreated: Bool { stage != nil }
    var has: sluice_stage_class { table.pointee }
    /// Whether it makes its items itself: it has nothing to take any in by.
    var isSource: Bool { manifest.inputs.isEmpty }

    func create(seed: UInt64 = 42, instance: UInt32 = 0, of count: UInt32 = 1) -> sluice_status {
        answer.at(.create)
        var info = sluice_create_info()
        info.struct_size = UInt32(MemoryLayout<sluice_create_info>.size)
        info.stage_ordinal = Self.ordinal
        info.instance_index = instance
        info.instance_count = count
        info.name = UnsafePointer(name.data.assumingMemoryBound(to: CChar.self))
        info.name_bytes = UInt64(name.bytes)
        info.seed = seed
        guard let facts = FencedValue(info, .init(what: "the sluice_create_info", outside: .olderHost)) else {
            return SLUICE_E_MEMORY
        }
        facts.freeze()
        var made: OpaquePointer?
        let status = host.during(.create) { has.create(table, host.table, host.context, facts.pointer, &made) }
        if status >= 0 { stage = made }
        host.lock.withLock { _ in host.quarantine.take(facts.block, "after create has returned") }
        return status
    }

    func configure(_ value: JSONValue) throws(CheckEnd) -> sluice_status {
        answer.at(.configure)
        let config = try FencedConfiguration(value)
        let status = host.during(.configure) { has.configure(stage, config.pointer) }
        if status >= 0 { isConfigured = true }
        host.lock.withLock { _ in
            for block in config.blocks { host.quarantine.take(block, "after configure has returned") }
        }
        return status
    }

    func set(_ value: JSONValue, _ params: UnsafePointer<sluice_params>) throws(CheckEnd) -> sluice_status {
        answer.at(.set)
        let config = try FencedConfiguration(value)
        let status = host.during(.set) { params.pointee.set(stage, config.pointer) }
        host.lock.withLock { _ in
            for block in config.blocks { host.quarantine.take(block, "after set has returned") }
        }
        return status
    }

    /// - Returns: 0 as well when the stage leaves negotiation to its manifest.
    func negotiate(_ direction: UInt32, _ port: Int, kind: ItemKind, format: UInt32, detail: UInt32 = 0)
        -> sluice_status
    {
        guard let call = has.negotiate else { return SLUICE_OK }
        answer.at(.negotiate)
        var c = sluice_format()
        c.struct_size = UInt32(MemoryLayout<sluice_format>.size)
        c.kind = kind.rawValue
        c.pixel_format = format
        c.detail = detail
        return host.during(.negotiate) { call(stage, direction, UInt32(port), &c) }
    }

    func start() -> sluice_status {
        answer.at(.start)
        let status = host.during(.start) { has.start(stage) }
        if status >= 0 { isStarted = true }
        return status
    }

    func stop() -> sluice_status {
        answer.at(.stop)
        let status = host.during(.stop) { has.stop(stage) }
        if status >= 0 { isStarted = false }
        host.lock.withLock { _ in host.streams.removeAll() }
        return status
    }

    func destroy() {
        guard let stage else { return }
        answer.at(.destroy)
        _ = host.during(.destroy) {
            has.destroy(stage)
            return SLUICE_OK
        }
        self.stage = nil
        host.checkBalance()
        host.shut()
    }

    func drain() -> sluice_status {
        answer.at(.drain)
        guard let call = has.drain else { return SLUICE_OK }
        return host.during(.drain) { call(stage) }
    }

    func reset(_ stream: UInt32 = .max) -> sluice_status {
        answer.at(.reset)
        guard let call = has.reset else { return SLUICE_OK }
        return host.during(.reset) { call(stage, stream) }
    }

    func produce() -> sluice_status {
        answer.at(.produce)
        guard let call = has.produce else { return SLUICE_E_UNSUPPORTED }
        host.lock.withLock { _ in host.now_ns += InputMaker.frame_ns }
        return host.during(.produce) { call(stage, host.now_ns + Self.patience_ns) }
    }

    func begin(_ stream: UInt32, port: Int, width: Int = 0, height: Int = 0) -> sluice_status {
        answer.at(.begin)
        host.lock.withLock { _ in _ = host.streams.insert(stream) }
        guard let call = has.begin else { return SLUICE_OK }
        guard let facts = StreamFacts.make(stream, width: width, height: height) else { return SLUICE_E_MEMORY }
        streamFacts[Stream(number: stream, port: port)] = facts
        let pointer = facts.data.assumingMemoryBound(to: sluice_stream.self)
        return host.during(.begin) { call(stage, UInt32(port), pointer) }
    }

    func end(_ stream: UInt32, port: Int) -> sluice_status {
        answer.at(.end)
        defer {
            host.lock.withLock { _ in
                _ = host.streams.remove(stream)
                if let facts = streamFacts.removeValue(forKey: Stream(number: stream, port: port)) {
                    host.quarantine.take(facts, "after the end of the stream")
                }
            }
        }
        guard let call = has.end else { return SLUICE_OK }
        return host.during(.end) { call(stage, UInt32(port), stream) }
    }

    func push(_ spec: ItemSpec, port: Int) throws(CheckEnd) -> sluice_status {
        answer.at(.process)
        guard let call = has.process else { throw .skip("the stage is a source: it has no process") }
        let item = try InputItem(spec, host)
        host.lock.withLock { _ in
            host.now_ns = max(host.now_ns, 5_000_000_000 &+ max(0, spec.pts_ns))
            host.widen(spec.stream, spec.pts_ns, spec.pts_ns &+ 40_000_000)
            host.currentItem = item.pointer
        }
        let start_ns = shim_monotonic_ns()
        let status = host.during(.process) { call(stage, UInt32(port), item.pointer) }
        processTime_ns += shim_monotonic_ns() - start_ns
        host.lock.withLock { _ in host.currentItem = nil }
        item.retire(in: host)
        return status
    }

    func advance(port: Int, stream: UInt32, seq: UInt64, pts_ns: Int64) -> sluice_status {
        guard let call = has.advance else { return SLUICE_OK }
        answer.at(.advance)
        host.lock.withLock { _ in host.widen(stream, pts_ns, pts_ns) }
        return host.during(.advance) { call(stage, UInt32(port), stream, seq, pts_ns) }
    }

    /// Lends the instance for a call that any thread may make.
    func withStage<R>(_ body: (OpaquePointer?) -> R) -> R { body(stage) }

    /// Asks for an extension, as any thread may.
    func getExtension(_ id: String) -> UnsafeRawPointer? { has.get_extension(stage, id) }

    func save(_ state: UnsafePointer<sluice_state>) -> (status: sluice_status, bytes: [UInt8]) {
        answer.at(.save)
        let collector = ByteCollector()
        let status = host.during(.save) { collector.collect { state.pointee.save(stage, $0) } }
        return (status, collector.bytes)
    }

    func restore(_ state: UnsafePointer<sluice_state>, version: UInt32, _ bytes: [UInt8]) -> sluice_status {
        answer.at(.restore)
        guard let block = FencedBlock(max(1, bytes.count), alignment: 1, .init(what: "a saved state")) else {
            return SLUICE_E_MEMORY
        }
        block.data.copyMemory(from: bytes, byteCount: bytes.count)
        block.allow(.read)
        let start = block.data.assumingMemoryBound(to: UInt8.self)
        let status = host.during(.restore) { state.pointee.restore(stage, version, start, UInt64(bytes.count)) }
        host.lock.withLock { _ in host.quarantine.take(block, "after restore has returned") }
        return status
    }
}

/// The description of a stream, which lives until its end.
private enum StreamFacts {
    static func make(_ stream: UInt32, width: Int, height: Int) -> FencedBlock? {
        let size = MemoryLayout<sluice_stream>.size
        let name = Array("stream \(stream)".utf8)
        let text_bytes = (name.count + 7) / 8 * 8
        guard let block = FencedBlock(size + text_bytes, alignment: 8, .init(what: "the description of a stream"))
        else {
            return nil
        }
        let text = (block.data + size).assumingMemoryBound(to: CChar.self)
        (block.data + size).copyMemory(from: name, byteCount: name.count)
        var c = sluice_stream()
        c.struct_size = UInt32(size)
        c.stream = stream
        c.width = UInt32(width)
        c.height = UInt32(height)
        c.rate_num = 25
        c.rate_den = 1
        c.name = UnsafePointer(text)
        c.name_bytes = UInt64(name.count)
        c.camera = UnsafePointer(text)
        block.data.bindMemory(to: sluice_stream.self, capacity: 1).initialize(to: c)
        block.allow(.read)
        return block
    }
}
