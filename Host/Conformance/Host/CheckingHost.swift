import CSluice
import Glibc
import HostCore
import Synchronization

/// The host's side of the contract for one instance: does what a host must, counts everything, and tells each breach.
///
/// Concurrency model: all state is behind `lock`, since a plugin may call [any] functions from its own threads; no call
/// goes out under the lock but `onEmit`, which is called before it is taken.
final class CheckingHost: @unchecked Sendable {
    // Sound: every function of the table takes `lock` before it touches state; the driver changes `behaviour` between
    // calls only.
    let lock = Mutex(())
    let manifest: StageManifest
    let tell: @Sendable (Guard, String) -> Void
    var behaviour = HostBehaviour()

    var call = StageCall.none
    var thread = pthread_self()
    var reported = false
    var callErrors = 0
    var outputsOfCall = 0
    var currentItem: UnsafePointer<sluice_item>?

    var frames: [UInt64: FencedFrame] = [:]
    var nextHandle: UInt64 = 7000
    var blocks: [FencedBlock] = []
    var quarantine = Quarantine()
    var names = NameList()
    /// What stands behind `sluice.models/1`.
    var models = NamedModels()
    var now_ns: Int64 = 5_000_000_000
    var allocations = 0
    var limitHits = 0
    var keptBytes = 0

    var emissions: [Emission] = []
    var emissionCount = 0
    var logs: [(level: UInt32, text: String)] = []
    var errors: [(code: sluice_status, text: String)] = []
    var times: [UInt32: ClosedRange<Int64>] = [:]
    var tracks: [UInt64: UInt64] = [:]
    /// Streams that have begun and not yet ended.
    var streams: Set<UInt32> = []
    /// Where frames lie a second time, for a stage in a worker.
    let mirror: FrameMirror?

    private let tableBlock: FencedBlock
    private let contextBlock: FencedBlock
    private var isOpen = true

    init(
        _ manifest: StageManifest, isNewer: Bool = false, mirror: FrameMirror? = nil,
        tell: @escaping @Sendable (Guard, String) -> Void
    ) throws(CheckEnd) {
        self.manifest = manifest
        self.mirror = mirror
        // A worker is told of names by number, from 1 on.
        if mirror != nil { names = NameList(first: 0) }
        self.tell = tell
        let size = MemoryLayout<sluice_host>.size + (isNewer ? 128 : 0)
        let label = FencedBlock.Label(
            what: "the host's table", outside: .olderHost, inside: .olderHost, how: "which is read-only")
        let context = FencedBlock.Label(
            what: "the host's context", outside: .noCallAfter, inside: .noCallAfter, how: "which is the host's own")
        guard let table = FencedBlock(size, alignment: 8, label), let handle = FencedBlock(16, context) else {
            throw .setup("no memory for the host's table")
        }
        tableBlock = table
        contextBlock = handle
        // A newer host may leave out what came after 1.0: who knows of it asks whether it is there.
        table.data.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        var functions = HostFunctions.table()
        functions.struct_size = UInt32(size)
        functions.abi_minor = isNewer ? SLUICE_ABI_MINOR + 1 : SLUICE_ABI_MINOR
        table.data.bindMemory(to: sluice_host.self, capacity: 1).initialize(to: functions)
        table.allow(.read)
        behaviour.isNewer = isNewer
        handle.data.storeBytes(of: Unmanaged.passUnretained(self).toOpaque(), as: UnsafeMutableRawPointer.self)
        handle.allow(.read)
    }

    deinit { names.free() }

    /// What create gets.
    var table: UnsafePointer<sluice_host> {
        UnsafePointer(tableBlock.data.assumingMemoryBound(to: sluice_host.self))
    }
    var context: OpaquePointer { OpaquePointer(contextBlock.data) }

    /// After destroy: any use of the table or of the context ends the process.
    func shut() {
        guard isOpen else { return }
        isOpen = false
        tableBlock.close(.noCallAfter, "after destroy has returned")
        contextBlock.close(.noCallAfter, "after destroy has returned")
    }

    /// Runs a call of the plugin and looks at what it left behind.
    func during(_ call: StageCall, _ body: () -> sluice_status) -> sluice_status {
        lock.withLock { _ in
            self.call = call
            thread = pthread_self()
            reported = false
            callErrors = 0
            outputsOfCall = 0
        }
        let status = body()
        lock.withLock { _ in
            if status < 0, !reported, call != .getExtension {
                tell(.errorHasMessage, "\(call.rawValue) returned \(status) without a report_error before it")
            }
            if callErrors > 1, status < 0 {
                tell(.errorHasMessage, "\(call.rawValue) reported \(callErrors) errors for one failure")
            }
            for block in blocks { quarantine.take(block, "after the call that it belonged to") }
            blocks.removeAll()
            self.call = .none
        }
        return status
    }

    /// Whether the calling thread is the one that runs the call under way.
    func isOnCallThread() -> Bool { call != .none && pthread_equal(thread, pthread_self()) != 0 }

    /// Tells a breach of [work] or of [control | work].
    func expect(_ function: String, work: Bool) {
        if !isOnCallThread() {
            let when = call == .none ? "outside of any call" : "from a thread of its own during \(call.rawValue)"
            tell(.callbackThread, "\(function) was called \(when)")
        } else if work, !call.isWork {
            tell(.callbackThread, "\(function) was called in \(call.rawValue), where it is not allowed")
        }
    }

    /// Forgets what was emitted and reported so far.
    func forget() {
        lock.withLock { _ in
            emissions.removeAll()
            emissionCount = 0
            errors.removeAll()
            logs.removeAll()
            tracks.removeAll()
        }
    }

    /// What was reported last, for messages.
    var lastError: String { lock.withLock { _ in errors.last.map { "\"\($0.text)\"" } ?? "no reason given" } }
}
