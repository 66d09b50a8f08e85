import Glibc
import HostConformance
import HostCore
import HostIsolation
import HostLoading
import HostSandbox

/// One isolated unit of work, started by the host and never by people. Standard output belongs to nobody, as plugins
/// may print there: answers go to the channel.
@main
struct SluiceWorker {
    private static let usage = """
        usage: sluice-worker describe [--channel FD] [--record FD] [--sha256 SUM] LIBRARY
               sluice-worker check [--channel FD] --check ID [--stage ID] [--seed N] [--scratch FOLDER] [--full] LIBRARY
               sluice-worker unit --channel FD --record FD

        """

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        switch arguments.popFirst() {
        case "describe": describe(&arguments)
        case "check": check(&arguments)
        case "unit": unit(&arguments)
        default: refuse()
        }
    }

    /// Loads a library and answers with its manifest.
    private static func describe(_ arguments: inout ArraySlice<String>) -> Never {
        let channel = takeDescriptor("--channel", &arguments) ?? 1
        let record = takeDescriptor("--record", &arguments).map { mapRecord($0) }
        let sha256 = takeText("--sha256", &arguments)
        guard let library = arguments.popFirst(), arguments.isEmpty else { refuse() }
        // No destructor of the library may run: what it does at exit is not part of the scan.
        _exit(DescribeJob.run(path: library, sha256: sha256, channel: channel, record: record))
    }

    /// Runs one check of the conformance suite on a library.
    private static func check(_ arguments: inout ArraySlice<String>) -> Never {
        let channel = takeDescriptor("--channel", &arguments) ?? 1
        guard let request = CheckRequest(arguments: arguments) else { refuse() }
        CheckChild.keepTraces(in: request.scratch)
        // The suite outlives what it checks, also where the kernel offers no shield.
        try? Sandbox.shieldParent()
        _exit(CheckChild.run(request, channel: channel))
    }

    /// Runs stages for a host, until the host is gone.
    private static func unit(_ arguments: inout ArraySlice<String>) -> Never {
        guard let channel = takeDescriptor("--channel", &arguments),
            let record = takeDescriptor("--record", &arguments), arguments.isEmpty
        else { refuse() }
        WorkerProcess.serve(channel, record: mapRecord(record))
    }

    /// A descriptor that the host passed, moved to a number that a plugin does not hit by accident.
    private static func takeDescriptor(_ option: String, _ arguments: inout ArraySlice<String>) -> Int32? {
        guard arguments.first == option else { return nil }
        arguments.removeFirst()
        guard let given = arguments.popFirst().flatMap({ Int32($0) }) else { refuse() }
        let moved = fcntl(given, F_DUPFD_CLOEXEC, 64)
        guard moved >= 0 else { refuse() }
        close(given)
        return moved
    }

    private static func takeText(_ option: String, _ arguments: inout ArraySlice<String>) -> String? {
        guard arguments.first == option else { return nil }
        arguments.removeFirst()
        guard let text = arguments.popFirst() else { refuse() }
        return text
    }

    private static func mapRecord(_ descriptor: Int32) -> WorkerRecordMap {
        do throws(HostError) {
            let record = try WorkerRecordMap(descriptor: descriptor)
            close(descriptor)
            return record
        } catch {
            refuse(error.description + "\n")
        }
    }

    private static func refuse(_ message: String = usage) -> Never {
        _ = message.withCString { write(2, $0, strlen($0)) }
        exit(2)
    }
}
