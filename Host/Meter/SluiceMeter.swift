import CHostShim
import Glibc
import HostBench
import HostCore
import HostLoading

/// Measures one stage with one kind of input: started by `sluice bench`, never by people. It is a program of its own because
/// it replaces malloc, to count.
@main
struct SluiceMeter {
    private static let usage = "usage: sluice-meter --channel FD --request FD\n"

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        let channel = takeDescriptor("--channel", &arguments)
        let file = takeDescriptor("--request", &arguments)
        guard arguments.isEmpty, let request = read(file) else { refuse() }
        // No destructor of the library may run: it was stopped and destroyed as a host does.
        _exit(run(request, MeterChannel(channel)))
    }

    private static func run(_ request: MeterRequest, _ channel: MeterChannel) -> Int32 {
        do throws(HostError) {
            let measurement = try MeterRun(request, channel).run()
            channel.send(MeterAnswer.measured(measurement))
        } catch {
            // Without its place: the graph is made up.
            let text = error.message + (error.cause.map { ": \($0)" } ?? "")
            channel.send(MeterAnswer.refused(text, status: error.code.exitStatus))
        }
        return 0
    }

    private static func read(_ descriptor: Int32) -> MeterRequest? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = Glibc.read(descriptor, &piece, piece.count)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            bytes += piece[..<got]
        }
        close(descriptor)
        return (try? JSONValue.parse(bytes)).flatMap { MeterRequest($0) }
    }

    /// A descriptor that was passed, moved to a number that a plugin does not hit by accident.
    private static func takeDescriptor(_ option: String, _ arguments: inout ArraySlice<String>) -> Int32 {
        guard arguments.popFirst() == option, let given = arguments.popFirst().flatMap({ Int32($0) }) else { refuse() }
        let moved = fcntl(given, F_DUPFD_CLOEXEC, 64)
        guard moved >= 0 else { refuse() }
        close(given)
        return moved
    }

    private static func refuse() -> Never {
        _ = usage.withCString { write(2, $0, strlen($0)) }
        exit(2)
    }
}

/// Where the measuring program answers.
struct MeterChannel: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func send(_ bytes: [UInt8]) { _ = AtomicFile.writeAll(descriptor, bytes) }
}
