import CHostShim
import CSluice
import Glibc
import HostCore
import HostMemory
import Synchronization

/// One instance of an isolated stage, on the host's side. Each call becomes a request in the mailbox, and the reply's
/// entries are checked and given to the host as a stage in this process would.
///
/// Calls never overlap, so what is not atomic belongs to the call under way. The supervisor's thread reads
/// `callUnderWay` and rings.
final class StageProxy: @unchecked Sendable {
    // Sound: see above.

    /// Why a call has no result.
    enum Lost: Error {
        /// The worker ended.
        case worker(FailureReason)
        /// The run is stopping, or the unit takes no more.
        case over
    }

    /// Where the instance stands: what has to be done again in a new worker.
    struct Journal {
        var config: ConfigCopy?
        var formats: [(direction: UInt32, port: UInt32, format: sluice_format)] = []
        var isStarted = false
        var streams: [(port: UInt32, stream: UnsafePointer<sluice_stream>)] = []
        var state: (version: UInt32, bytes: [UInt8])?
        var saved_ns: Int64 = 0
        /// Streams whose history in the saved state is over: they ended or were reset since.
        var forgotten: [UInt32] = []

        /// Takes note of a state that was saved or taken just now.
        mutating func keep(_ version: UInt32, _ bytes: [UInt8]) {
            state = (version, bytes)
            forgotten.removeAll()
        }

        /// The stream's history is over.
        mutating func forget(_ stream: UInt32) {
            guard state != nil, !forgotten.contains(stream) else { return }
            forgotten.append(stream)
        }
    }

    let isolated: IsolatedStage
    private(set) var unit: WorkerUnit
    let host: UnsafePointer<sluice_host>
    let context: OpaquePointer
    let info: sluice_create_info
    let name: String
    let store: FrameStore
    let policy: IsolationPolicy
    var id: UInt32 = 0
    var journal = Journal()
    /// The worker that has the instance, and the mailbox into it; `nil` before the first and between two.
    var link: WorkerLink?
    var mailbox: Mailbox?
    var flags: UInt32 = 0
    var seenReplies: UInt32 = 0
    var spin = AdaptiveSpin(most: Mailbox.looks)
    var pairing = Pairing()
    var namesTold: UInt32 = 0
    let copy = ReplyCopy()
    var frames = LentFrames()
    /// What came in with the call under way, and what becomes of each.
    var items: [UnsafePointer<sluice_item>] = []
    var failed: [Int32] = []
    /// Slabs of the items that were looked at.
    var seenSlabs: [UInt32] = []
    /// The table of `sluice.batch/1`, once the stage is configured and wants several items in a call.
    let batch = ProxyBatch()
    /// The table of `sluice.state/1`.
    let state = ProxyState()
    /// The numbers of the stage's own.
    let metrics = ProxyMetrics()
    /// The last reason that the stage gave.
    var lastReport = ""
    /// Slabs that the worker has been told of, since the store dropped its last one: what need not be asked of the link,
    /// at whose lock all stages of a worker meet.
    var shown: [UInt32] = []
    var shownAtDrop: UInt64 = 0
    /// Slabs that the next request needs.
    var pendingSlabs: [UInt32] = []
    /// Those of the request under way.
    var postedSlabs: [UInt32] = []
    var extraAt = 0
    var newState: [UInt8] = []
    /// What the sandbox refused, for errors of calls.
    var refusals = RefusalWatch()
    /// Whether the stage gave a reason within the call under way.
    var hasReported = false
    /// Whether the policy took the stage out of service.
    var hasGivenUp = false
    /// What took the place of the stage.
    var successor: Successor?
    private let bell = Mutex<Mailbox?>(nil)
    let current = CurrentCall()
    private let nameText: UnsafeMutablePointer<CChar>

    init(
        _ isolated: IsolatedStage, _ host: UnsafePointer<sluice_host>, _ context: OpaquePointer,
        _ info: sluice_create_info
    ) {
        self.isolated = isolated
        self.host = host
        self.context = context
        name = isolated.request.name
        store = isolated.setup.store
        policy = isolated.request.policy
        unit = isolated.unit(Int(info.instance_index))
        nameText = .allocate(capacity: Int(info.name_bytes) + 1)
        if let text = info.name { memcpy(nameText, text, Int(info.name_bytes)) }
        var copy = info
        copy.name = UnsafePointer(nameText)
        self.info = copy
        items.reserveCapacity(64)
        pendingSlabs.reserveCapacity(16)
        postedSlabs.reserveCapacity(16)
        isolated.instances.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    deinit {
        nameText.deallocate()
        isolated.instances.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    /// Takes a place in a worker: one that is made anew after an error comes when its worker may be about to end.
    func join() {
        while true {
            if let number = unit.add(self) {
                id = number
                return
            }
            unit = isolated.unit(Int(info.instance_index))
        }
    }

    var isCancelled: Bool { host.pointee.cancelled(context) != 0 }
    var now_ns: Int64 { isolated.setup.clock.now_ns }

    /// Wakes the thread that waits for a reply. Any thread.
    func ring() { bell.withLock { if let mailbox = $0 { shim_bell_ring(mailbox.replyBell) } } }

    func setMailbox(_ mailbox: Mailbox?) {
        self.mailbox = mailbox
        bell.withLock { $0 = mailbox }
    }

    /// The call that the worker is at. Any thread.
    var callUnderWay: WorkerFailure.Call? {
        guard let (call, stream, seq, count) = current.value else { return nil }
        return WorkerFailure.Call(
            stage: name, call: call.name, stream: stream, seq: seq, more: max(0, Int(count) - 1),
            library: isolated.request.entry.library)
    }

    /// The table of an extension that the stage has, with the worker behind it.
    func extensionTable(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case SLUICE_EXT_STATE where flags & InstanceFlags.hasState != 0: UnsafeRawPointer(state.table)
        case SLUICE_EXT_PARAMS where flags & InstanceFlags.hasParams != 0: ProxyExtensions.params
        case SLUICE_EXT_METRICS where flags & InstanceFlags.hasMetrics != 0: UnsafeRawPointer(metrics.table)
        case SLUICE_EXT_BATCH where flags & InstanceFlags.hasBatch != 0: UnsafeRawPointer(batch.table)
        default: nil
        }
    }

    func log(_ level: UInt32, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                host.pointee.log(context, level, $0.baseAddress, UInt64($0.count))
            }
        }
    }

    func report(_ status: sluice_status, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                host.pointee.report_error(context, status, $0.baseAddress, UInt64($0.count))
            }
        }
    }
}

/// What a worker is at, for those who watch.
final class CurrentCall: Sendable {
    private let call = Atomic<UInt32>(0)
    private let stream = Atomic<UInt32>(0)
    private let seq = Atomic<UInt64>(0)
    private let count = Atomic<UInt32>(0)

    func enter(_ call: Call, _ stream: UInt32, _ seq: UInt64, _ count: UInt32) {
        self.count.store(count, ordering: .relaxed)
        self.stream.store(stream, ordering: .relaxed)
        self.seq.store(seq, ordering: .relaxed)
        self.call.store(call.rawValue, ordering: .releasing)
    }

    func leave() { call.store(0, ordering: .releasing) }

    var value: (call: Call, stream: UInt32, seq: UInt64, count: UInt32)? {
        Call(rawValue: call.load(ordering: .acquiring)).map {
            (
                $0, stream.load(ordering: .relaxed), seq.load(ordering: .relaxed), count.load(ordering: .relaxed)
            )
        }
    }
}
