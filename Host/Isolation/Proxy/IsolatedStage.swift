import CSluice
import HostCore
import HostMemory
import Synchronization

/// What is known of a stage that shall run in a worker.
public struct IsolatedStageRequest: Sendable {
    /// Name of the node in the graph.
    public var name: String
    /// Where it is in the graph file.
    public var site: Site
    /// The stage and its library.
    public var entry: StageCatalogue.Entry
    /// Which build of the library was scanned; empty for any.
    public var buildID = ""
    /// The content of the library that a list of allowed plugins names; empty for any.
    public var sha256 = ""
    /// The name of its worker: nodes of the same group share one.
    public var group: String
    /// How many instances run side by side.
    public var instances = 1
    /// Whether each instance has a worker of its own.
    public var isWorkerPerInstance = false
    /// The pixel format that was agreed on for each output; 0 for any.
    public var outputFormats: [UInt32] = []
    /// Frames it may hold beyond a call.
    public var holdLimit = 0
    /// Whether what comes in by the first input may go out by the first output as it is.
    public var mayPassOn = false
    /// What it is allowed, and what follows.
    public var policy = IsolationPolicy()
    /// Its settings, complete: what paths they name is open to it.
    public var configuration: JSONValue = [:]
    /// What its sandbox allows beyond the rule, by name.
    public var grants: [String] = []
    /// Ends the run.
    public var stop: @Sendable (HostError) -> Void = { _ in }

    /// A stage in a worker of its own.
    public init(name: String, site: Site, entry: StageCatalogue.Entry, group: String) {
        self.name = name
        self.site = site
        self.entry = entry
        self.group = group
    }
}

/// The class of a stage that runs in a worker, as the runtime sees it: a table like any other, whose functions speak to
/// the worker. That the contract works out of process is what makes this possible: nothing in the runtime knows.
final class IsolatedStage: Sendable {
    let request: IsolatedStageRequest
    let setup: IsolationSetup
    private let units: @Sendable (Int) -> WorkerUnit
    let counts = StageCounts()
    /// Proxies that live.
    let instances = Atomic<Int>(0)
    let table: StageTablePointer
    /// The files of models that its settings name, or why there is none.
    let models: [String: Result<String, HostError>]

    init(
        _ request: IsolatedStageRequest, _ setup: IsolationSetup, units: @escaping @Sendable (Int) -> WorkerUnit,
        models: [String: Result<String, HostError>]
    ) {
        self.models = models
        self.request = request
        self.setup = setup
        self.units = units
        table = IsolatedTable.make(request.entry.manifest)
    }

    deinit { IsolatedTable.free(table) }

    /// Whether it has instances.
    var isInUse: Bool { instances.load(ordering: .sequentiallyConsistent) > 0 }

    /// The worker that an instance belongs to; another one when the last was ended.
    func unit(_ instance: Int) -> WorkerUnit { units(instance) }
}

/// Makes the tables of isolated stages.
enum IsolatedTable {
    static func make(_ manifest: StageManifest) -> StageTablePointer {
        let id = Array(manifest.id.utf8CString)
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: id.count)
        text.initialize(from: id, count: id.count)
        let table = UnsafeMutablePointer<sluice_stage_class>.allocate(capacity: 1)
        table.initialize(to: sluice_stage_class())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_stage_class>.size)
        table.pointee.id = UnsafePointer(text)
        fillLife(table)
        fillWork(table)
        if manifest.advances {
            table.pointee.advance = { stage, port, stream, seq, pts_ns in
                IsolatedTable.with(stage) { $0.advance(port, stream, seq, pts_ns) }
            }
        }
        return StageTablePointer(table)
    }

    /// Gives back what ``make(_:)`` made. No stage of it may be left.
    static func free(_ table: StageTablePointer) {
        table.table.pointee.id?.deallocate()
        table.table.deallocate()
    }

    @inline(__always)
    private static func with(_ stage: OpaquePointer?, _ body: (StageProxy) -> sluice_status) -> sluice_status {
        guard let stage else { return SLUICE_E_ARGUMENT }
        return Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef(body)
    }

    private static func fillLife(_ table: UnsafeMutablePointer<sluice_stage_class>) {
        table.pointee.create = { stageClass, host, context, info, stage in
            guard let data = stageClass?.pointee.class_data, let host, let context, let info, let stage else {
                return SLUICE_E_ARGUMENT
            }
            let isolated = Unmanaged<IsolatedStage>.fromOpaque(data).takeUnretainedValue()
            let proxy = StageProxy(isolated, host, context, info.pointee)
            let status = proxy.create()
            if status >= 0 { stage.pointee = OpaquePointer(Unmanaged.passRetained(proxy).toOpaque()) }
            return status
        }
        table.pointee.destroy = { stage in
            guard let stage else { return }
            let proxy = Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage)).takeRetainedValue()
            proxy.destroy()
        }
        table.pointee.configure = { stage, config in
            guard let config else { return SLUICE_E_ARGUMENT }
            return IsolatedTable.with(stage) { $0.configure(config) }
        }
        table.pointee.negotiate = { stage, direction, port, format in
            guard let format else { return SLUICE_E_ARGUMENT }
            return IsolatedTable.with(stage) { $0.negotiate(direction, port, format.pointee) }
        }
        table.pointee.start = { stage in IsolatedTable.with(stage) { $0.start() } }
        table.pointee.stop = { stage in IsolatedTable.with(stage) { $0.stop() } }
        table.pointee.get_extension = { stage, id in
            guard let stage, let id else { return nil }
            return Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.extensionTable(String(cString: id))
            }
        }
    }

    private static func fillWork(_ table: UnsafeMutablePointer<sluice_stage_class>) {
        table.pointee.begin = { stage, port, stream in
            guard let stream else { return SLUICE_E_ARGUMENT }
            return IsolatedTable.with(stage) { $0.begin(port, stream) }
        }
        table.pointee.end = { stage, port, stream in IsolatedTable.with(stage) { $0.end(port, stream) } }
        table.pointee.process = { stage, port, item in
            guard let item else { return SLUICE_E_ARGUMENT }
            return IsolatedTable.with(stage) { $0.process(port, item) }
        }
        table.pointee.produce = { stage, deadline_ns in IsolatedTable.with(stage) { $0.produce(deadline_ns) } }
        table.pointee.drain = { stage in IsolatedTable.with(stage) { $0.drain() } }
        table.pointee.reset = { stage, stream in IsolatedTable.with(stage) { $0.reset(stream) } }
    }
}
