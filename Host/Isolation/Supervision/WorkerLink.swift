import CHostShim
import Glibc
import HostLoading
import HostMemory
import HostSandbox
import Synchronization

/// One life of a worker: its process, its socket, and what it has been told.
final class WorkerLink: Sendable {
    let life: UInt64
    let process: pid_t
    let processDescriptor: Int32
    let socket: WorkerSocket
    /// What it leaves behind.
    let record: WorkerRecord
    private let output: Mutex<ChildOutput>
    private let told = Mutex(Told())
    private let unsealed = Atomic<Int>(0)
    private let refusals = Mutex(RefusalWatch())
    /// The owner of its slabs in the frame store.
    let slabOwner: UInt32

    private struct Told {
        var slabs: Set<UInt32> = []
        var unsealed: Set<UInt32> = []
        var dropped: UInt64 = 0
    }

    init(
        life: UInt64, process: pid_t, processDescriptor: Int32, socket: WorkerSocket, record: consuming WorkerRecord,
        output: Int32,
        slabOwner: UInt32
    ) {
        self.record = record
        self.life = life
        self.process = process
        self.processDescriptor = processDescriptor
        self.socket = socket
        self.output = Mutex(ChildOutput(output))
        self.slabOwner = slabOwner
    }

    deinit { close(processDescriptor) }

    /// Makes the worker map a slab, unless it has.
    /// - Returns: `false` for a slab that is not there, or not safe to show.
    func show(_ serial: UInt32, of store: FrameStore, toWrite: Bool = false) -> Bool {
        told.withLock { told in
            if told.slabs.contains(serial) { return true }
            guard let slab = store.sharedSlab(serial), slab.isSealed || toWrite else { return false }
            told.slabs.insert(serial)
            if toWrite, told.unsealed.insert(serial).inserted { unsealed.add(1, ordering: .acquiringAndReleasing) }
            return socket.send(
                .slab, number: serial, flag: toWrite ? 1 : 0, size: UInt64(slab.size_bytes), descriptor: slab.descriptor
            )
        }
    }

    /// Seals slabs that the worker has mapped to write, so that nobody else can write there.
    /// - Parameter slabs: Those of a request that the worker has answered: it maps them first. Others may be on their
    ///   way to it, for another stage, and could not be mapped any more.
    func seal(_ slabs: [UInt32], _ store: FrameStore) -> Bool {
        guard unsealed.load(ordering: .acquiring) > 0 else { return true }
        return told.withLock { told in
            slabs.allSatisfy { slab in
                guard told.unsealed.remove(slab) != nil else { return true }
                unsealed.subtract(1, ordering: .acquiringAndReleasing)
                return store.sealWorkerSlab(slab)
            }
        }
    }

    /// Makes the worker forget slabs that are gone.
    func forgetDropped(_ store: FrameStore) {
        let now = store.slabsDropped.load(ordering: .acquiring)
        told.withLock { told in
            guard told.dropped != now else { return }
            told.dropped = now
            for serial in told.slabs where store.sharedSlab(serial) == nil {
                told.slabs.remove(serial)
                socket.send(.dropSlab, number: serial)
            }
        }
    }

    /// Calls that the sandbox has refused since the supervisor asked last.
    func newRefusals() -> [RefusalWatch.Refusal] { refusals.withLock { $0.look(record) } }

    var outputDescriptor: Int32 { output.withLock { $0.descriptor } }
    /// Takes what the worker printed; whole lines of it.
    func readOutput() -> [String] { output.withLock { $0.read() } }
    /// The last lines that it printed.
    var lastOutput: [String] {
        output.withLock { output in
            guard let fatal = output.fatal, !output.last.contains(fatal) else { return output.last }
            return [fatal] + output.last
        }
    }
}

/// What a worker prints, by lines, with the last ones kept.
struct ChildOutput: ~Copyable {
    private(set) var descriptor: Int32
    private var partial: [UInt8] = []
    private(set) var last: [String] = []
    /// Why Swift code gave up: what its runtime prints after it may be long.
    private(set) var fatal: String?
    private static let kept = 20
    private static let line_bytes = 1024

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    mutating func read() -> [String] {
        guard descriptor >= 0 else { return [] }
        var lines: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        // A worker that prints without end is read in turn with the others.
        for _ in 0..<16 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 {
                close(descriptor)
                descriptor = -1
                if !partial.isEmpty { lines.append(take()) }
            }
            guard count > 0 else { break }
            for byte in buffer.prefix(count) {
                if byte == UInt8(ascii: "\n") || partial.count >= Self.line_bytes { lines.append(take()) }
                if byte >= 32 || byte == 9 { partial.append(byte) }
            }
        }
        if let why = lines.last(where: { $0.contains("Fatal error") }) { fatal = why }
        last = (last + lines.filter { !$0.isEmpty }).suffix(Self.kept)
        return lines
    }

    private mutating func take() -> String {
        defer { partial.removeAll(keepingCapacity: true) }
        return String(decoding: partial, as: UTF8.self)
    }
}
