import CHostShim
import Glibc
import HostCore
import HostSandbox
import Synchronization

/// A worker: it takes instances and memory from the host over its socket, and ends with the host.
///
/// The main thread reads the socket; each instance has a thread of its own. The sandbox is up before the first of them
/// starts, and before anything of a plugin is loaded.
public final class WorkerProcess: Sendable {
    let socket: WorkerSocket
    let slabs = SlabMap()
    let names = WorkerNames()
    let marks: WorkerMarks
    private let mayHaveChildren = Atomic(false)
    private let record: WorkerRecordMap

    private init(_ socket: WorkerSocket, _ record: WorkerRecordMap) {
        self.socket = socket
        self.record = record
        marks = WorkerMarks(record)
    }

    /// Serves the host behind a socket until it is gone, and then ends the process and all it has started.
    /// - Parameter record: Where crashes, refused calls and items under way are written down.
    public static func serve(_ descriptor: Int32, record: WorkerRecordMap) -> Never {
        let worker = WorkerProcess(WorkerSocket(descriptor), record)
        worker.boot()
        while worker.step() {}
        worker.die()
    }

    /// Nobody is left to work for: children of plugins go too.
    private func die() -> Never {
        if mayHaveChildren.load(ordering: .relaxed), getpgrp() == getpid() { kill(0, SIGKILL) }
        _exit(0)
    }

    private func boot() {
        guard case .message(let message) = socket.receive(waits: true),
            message.head.kind == MessageKind.boot.rawValue, let setup = Self.json(message.payload)
        else { die() }
        guard setup["version"]?.integerValue == MessageHead.version else {
            refuse("sluice-worker is of another build than sluice; install both together")
        }
        confine(setup["sandbox"] ?? .null)
        // A plugin that reads from a closed descriptor, or writes to one, gets an error and no signal.
        signal(SIGPIPE, SIG_IGN)
        socket.send(.ready)
    }

    /// Puts the process under its policy. A worker without its sandbox is none.
    private func confine(_ policy: JSONValue) {
        do throws(HostError) {
            try CrashCapture.install(record)
            let policy = try SandboxPolicy(json: policy)
            mayHaveChildren.store(policy.grants.contains(.processes), ordering: .relaxed)
            try Sandbox.apply(policy, record: record)
        } catch {
            refuse(error.message)
        }
    }

    private func refuse(_ why: String) -> Never {
        socket.send(.unusable, Array(why.utf8))
        die()
    }

    private func step() -> Bool {
        switch socket.receive(waits: true) {
        case .closed: return false
        case .nonsense: return true
        case .nothing: return true
        case .message(var message):
            take(&message)
            return true
        }
    }

    private func take(_ message: inout WorkerSocket.Message) {
        let head = message.head
        switch MessageKind(rawValue: head.kind) {
        case .slab:
            let file = message.takeDescriptor()
            slabs.add(head.number, descriptor: file, size: Int(head.size), writable: head.flag == 1)
            if file >= 0 { close(file) }
        case .dropSlab: slabs.drop(head.number)
        case .instance: start(&message)
        default: break
        }
    }

    private func start(_ message: inout WorkerSocket.Message) {
        guard let facts = Self.json(message.payload).flatMap(InstanceFacts.init),
            let mailbox = Mailbox(descriptor: message.takeDescriptor())
        else { die() }
        let instance = WorkerInstance(facts, mailbox, self)
        let thread = HostThread(name: "stage-\(facts.id)") { instance.run() }
        if !thread.start() { die() }
    }

    static func json(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONError) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }
}
