import CHostShim
import Glibc
import HostCore
import HostLoading
import HostSandbox

/// Starts the program `sluice-worker` for a unit.
enum WorkerStart {
    /// Why there is no worker.
    struct Failed: Error {
        var text: String
        var process: pid_t = 0
        var output: [String] = []
    }

    private static let patience_ms: Int32 = 10_000

    /// Starts a worker and waits until it is ready.
    static func start(_ unit: WorkerUnit, owner: UInt32, clock: any HostClock) -> Result<WorkerLink, Failed> {
        var socket: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard shim_socket_pair(&socket) == 0, shim_pipe(&output) == 0 else {
            for fd in socket + output where fd >= 0 { close(fd) }
            return .failure(Failed(text: "there are no descriptors left; close files or raise ulimit -n"))
        }
        let path = unit.setup.workerPath
        let record: WorkerRecord
        do throws(HostError) {
            record = try WorkerRecord()
        } catch {
            for fd in socket + output { close(fd) }
            return .failure(Failed(text: error.message))
        }
        let process = spawn(path, [socket[1], record.descriptor], output: output[1])
        close(socket[1])
        close(output[1])
        guard process > 0 else {
            close(socket[0])
            close(output[0])
            let why = String(cString: shim_error_text(-process))
            return .failure(
                Failed(text: "\(path) cannot be started: \(why); it belongs beside sluice: install Sluice again"))
        }
        let life = unit.state.withLock { $0.life + 1 }
        let link = WorkerLink(
            life: life, process: process, processDescriptor: shim_process_descriptor(process),
            socket: WorkerSocket(socket[0]), record: record, output: output[0], slabOwner: owner)
        return boot(link, unit.policy)
    }

    private static func spawn(_ path: String, _ passed: [Int32], output: Int32) -> pid_t {
        CStrings.with([path, "unit", "--channel", "3", "--record", "4"]) { arguments in
            CStrings.with(ChildEnvironment.current()) { environment in
                shim_spawn_channels(path, arguments, environment, output, output, passed, Int32(passed.count))
            }
        }
    }

    private static func boot(_ link: WorkerLink, _ policy: SandboxPolicy) -> Result<WorkerLink, Failed> {
        let setup: JSONValue = ["version": .integer(MessageHead.version), "sandbox": policy.json]
        link.socket.send(.boot, Array(setup.text.utf8))
        var watched = pollfd(fd: link.socket.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, patience_ms) > 0 else { return bury(link, "it does not answer") }
        guard case .message(let message) = link.socket.receive(waits: false) else { return bury(link, nil) }
        if message.head.kind == MessageKind.ready.rawValue { return .success(link) }
        return bury(link, String(decoding: message.payload, as: UTF8.self))
    }

    private static func bury(_ link: WorkerLink, _ why: String?) -> Result<WorkerLink, Failed> {
        if why != nil { kill(-link.process, SIGKILL) }
        _ = link.readOutput()
        let end = WorkerEnd.reap(link.process)
        _ = link.readOutput()
        return .failure(Failed(text: why ?? "it \(end.text)", process: link.process, output: link.lastOutput))
    }
}
