import Glibc
import HostIsolation
import HostLoading

/// One isolated unit of work, started by the host and never by people. Standard output belongs to nobody, as plugins
/// may print there: answers go to the channel.
@main
struct SluiceWorker {
    private static let usage = "usage: sluice-worker describe [--channel FD] LIBRARY | unit --channel FD\n"

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        switch arguments.popFirst() {
        case "describe": describe(&arguments)
        case "unit": unit(&arguments)
        default: refuse()
        }
    }

    /// Loads a library and answers with its manifest.
    private static func describe(_ arguments: inout ArraySlice<String>) -> Never {
        let channel = takeChannel(&arguments)
        guard let library = arguments.popFirst(), arguments.isEmpty else { refuse() }
        // No destructor of the library may run: what it does at exit is not part of the scan.
        _exit(DescribeJob.run(path: library, channel: channel))
    }

    /// Runs stages for a host, until the host is gone.
    private static func unit(_ arguments: inout ArraySlice<String>) -> Never {
        guard arguments.first == "--channel" else { refuse() }
        let channel = takeChannel(&arguments)
        guard arguments.isEmpty else { refuse() }
        WorkerProcess.serve(channel)
    }

    /// The descriptor for answers: standard output unless `--channel` says otherwise, and then moved to a number that
    /// a plugin does not hit by accident.
    private static func takeChannel(_ arguments: inout ArraySlice<String>) -> Int32 {
        guard arguments.first == "--channel" else { return 1 }
        arguments.removeFirst()
        guard let given = arguments.popFirst().flatMap({ Int32($0) }) else { refuse() }
        let channel = fcntl(given, F_DUPFD_CLOEXEC, 64)
        guard channel >= 0 else { refuse() }
        close(given)
        return channel
    }

    private static func refuse() -> Never {
        _ = usage.withCString { write(2, $0, strlen($0)) }
        exit(2)
    }
}
