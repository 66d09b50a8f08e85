import CProbeActions
import Glibc
import HostCore
import HostSandbox

/// A process that puts itself under a policy and then tries something, for tests of the sandbox:
/// `sandbox-probe POLICY FEATURES ACTION [ARGUMENT]`, with its record as descriptor 3. It prints the errno of what it
/// tried, and exits with 3 when the sandbox could not be set up, which it then says.
@main
struct SandboxProbe {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3 else { _exit(2) }
        let words = Array(arguments)
        do {
            try run(policy: words[0], features: words[1], action: words[2], argument: words.dropFirst(3).first ?? "")
        } catch {
            print(error)
            exit(3)
        }
        exit(0)
    }

    private static func run(policy: String, features: String, action: String, argument: String) throws {
        let record = try WorkerRecordMap(descriptor: 3)
        try CrashCapture.install(record)
        if action == "late" { probe_start_thread() }
        if features != "none" {
            try Sandbox.apply(
                try SandboxPolicy(json: .parse(Array(policy.utf8))), record: record, support: support(features))
        }
        record.noteImages()
        if action == "crash" { crash(argument, record) }
        print(probe_try(action, argument))
    }

    /// All that the kernel has, less what is named.
    private static func support(_ features: String) -> SandboxSupport {
        var support = Sandbox.support()
        if features == "no-landlock" { support.landlock = 0 }
        if features == "no-filters" { support.hasCallFilters = false }
        return support
    }

    private static func crash(_ name: String, _ record: WorkerRecordMap) {
        record.item(slot: 2).enter(ItemMark(stage: 7, stream: 1, seq: 41, pts_ns: 1_640_000_000))
        do { try CrashCapture.prepareThread(slot: 2) } catch { exit(3) }
        if name == "fatal" { fail(CommandLine.arguments.count) }
        probe_crash(name)
    }

    @inline(never)
    private static func fail(_ count: Int) { fatalError("the model has \(count) outputs, not 2") }
}
