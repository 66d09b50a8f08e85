import CHostShim
import Foundation
import Glibc
import HostCore
import HostSandbox

/// One run of the program `sandbox-probe`: what it said, how it ended, and what it left behind.
struct Probe {
    let output: String
    let errors: [UInt8]
    let status: Int32
    let remains: WorkerSnapshot

    private static let program =
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("sandbox-probe").path

    /// Runs the program and waits for its end.
    /// - Parameters:
    ///   - action: What it tries.
    ///   - argument: On what.
    ///   - policy: The policy that it is under.
    ///   - features: `all`, `no-landlock`, `no-filters`; `none` for no sandbox at all.
    init(
        _ action: String, _ argument: String = "", under policy: SandboxPolicy = SandboxPolicy(),
        features: String = "all"
    ) throws {
        let record = try WorkerRecord()
        let output = Pipe()
        let errors = Pipe()
        let words = [Self.program, policy.json.text, features, action, argument]
        var arguments = words.map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") }
        environment += [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { (arguments + environment).forEach { free($0) } }
        let passed = [record.descriptor]
        let process = shim_spawn_channels(
            Self.program, &arguments, &environment, output.fileHandleForWriting.fileDescriptor,
            errors.fileHandleForWriting.fileDescriptor, passed, 1)
        guard process > 0 else { throw HostError(.missing, "sandbox-probe cannot be started: \(process)") }
        try output.fileHandleForWriting.close()
        try errors.fileHandleForWriting.close()
        self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        self.errors = [UInt8](errors.fileHandleForReading.readDataToEndOfFile())
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        self.status = status
        remains = record.snapshot()
    }

    /// The errno of what it tried; 0 when that worked; `nil` when it did not get that far.
    var error: Int32? { signal == 0 ? Int32(output) : nil }
    /// The signal that ended it, or 0.
    var signal: Int32 { status & 0x7F }
    /// Refused calls that were written down.
    var refused: [String] { remains.refusals.map(\.name) }

    /// All about the run, for a test that failed.
    var account: String {
        "output '\(output)', status \(status), refused \(remains.refusals), errors \(String(decoding: errors, as: UTF8.self))"
    }
}

/// What this kernel can do, for tests that need it.
enum Kernel {
    static let support = Sandbox.support()
    static let hasFilters = support.hasCallFilters
    static let hasLandlock = support.landlock >= 1
}

/// A folder of a test's own, removed when the test ends.
final class Folder {
    let path: String

    init() throws {
        let temporary = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        path = temporary + "/sluice-sandbox-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file with a few bytes.
    func file(_ name: String) throws -> String {
        try Data("text".utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }
}
