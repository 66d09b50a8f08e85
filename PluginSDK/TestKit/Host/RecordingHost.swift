import CSluice
import PluginSDK
import Synchronization

/// The host's side of the contract for one stage instance: does what a host must, records everything, and notes each
/// breach of the contract.
///
/// Concurrency model: all state is behind `lock`, since a stage may log, read the clock and intern from any thread;
/// no call goes out under the lock.
final class RecordingHost: @unchecked Sendable {
    // Sound: every function of the table takes `lock` before it touches state.
    struct Contract {
        var maxOutputs = 64
        var holdsFrames = 0
        var inputs: [PortRule] = []
        var outputs: [PortRule] = []
    }
    enum Call: String {
        case none, create, configure, start, begin, process, advance, end, produce, drain, reset, set, save, restore,
            stop
    }

    let lock = Mutex(())
    let table = UnsafeMutablePointer<sluice_host>.allocate(capacity: 1)
    let arena = RegionArena()
    let names = NameTable()
    var contract = Contract()
    var clock_ns: Int64 = 1_000_000_000
    var isCancelled = false
    var keepStore_bytes = 256 << 20
    var keepUsed_bytes = 0
    var call = Call.none
    var outputsOfCall = 0
    var frames: [UInt64: PoolFrame] = [:]
    /// Frames that were emitted in the call under way: they live until it returns.
    var emitted: [PoolFrame] = []
    var nextHandle: UInt64 = 1000
    var items: [RecordedItem] = []
    var logs: [RecordedLog] = []
    var errors: [RecordedError] = []
    var progress: [StreamTime] = []
    var violations: [String] = []
    var extensions: [String: UnsafeRawPointer] = [:]

    init() { table.initialize(to: HostTable.make()) }

    deinit { table.deallocate() }

    var context: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }

    func violate(_ what: String) { violations.append("\(what) (during \(call.rawValue))") }

    func newFrame(
        _ format: PixelFormat, _ width: Int, _ height: Int, padding_bytes: Int = 0, _ state: PoolFrame.State
    ) -> PoolFrame? {
        nextHandle += 1
        let frame = PoolFrame(
            handle: nextHandle, format: format, width: width, height: height, padding_bytes: padding_bytes,
            state: state)
        if let frame { frames[frame.facts.handle] = frame }
        return frame
    }

    func release(_ frame: PoolFrame) {
        frame.count -= 1
        guard frame.count == 0 else { return }
        if let damage = frame.damage { violate(damage) }
        if frame.state == .kept { keepUsed_bytes -= frame.used_bytes }
        frames[frame.facts.handle] = nil
    }

    /// Looks for damage after a call and forgets what lived only that long.
    func closeCall() {
        for frame in frames.values {
            if let damage = frame.damage {
                violate(damage)
                frame.heal()
            }
        }
        let drafts = frames.values.count { $0.state == .writable }
        if drafts > contract.holdsFrames {
            violate(
                contract.holdsFrames == 0
                    ? "a new frame was neither emitted nor given back"
                    : "\(drafts) new frames outlive the call, and the manifest declares \(contract.holdsFrames)")
        }
        for frame in emitted { release(frame) }
        emitted.removeAll()
        if arena.isDamaged { violate("the bytes behind a region block were written to") }
        arena.clear()
        call = .none
        outputsOfCall = 0
    }
}

/// A line that a stage has logged.
public struct RecordedLog: Sendable, Hashable {
    /// Its severity.
    public let level: LogLevel
    /// The text.
    public let text: String
}

/// An error that a stage has reported.
public struct RecordedError: Sendable, Hashable {
    /// The contract's status.
    public let code: StageError.Code
    /// The text.
    public let text: String
}
