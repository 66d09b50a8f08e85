import Foundation
import HostConformance
import HostCore
import HostLoading
import Testing

/// Builds the specimen, with one of its faults or with none.
struct Specimen {
    static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let noCompiler: Comment = "there is no C compiler (cc); install build-essential"
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let sources = root.appendingPathComponent("Tests/Conformance/Mutants")

    /// Compiles the specimen to `FOLDER/specimen.so`.
    @discardableResult
    static func build(
        in folder: String, fault: String = "none", defines: [String] = [], flags: [String] = ["-Wl,-z,defs"]
    ) throws -> String {
        let files = try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".c") }
        let headers = root.appendingPathComponent("PluginSDK/CABI/include").path
        let path = folder + "/specimen.so"
        try compile(
            [
                "-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-O1", "-Wall", "-Wextra", "-Werror",
                "-Wl,--build-id=sha1", "-I", headers, "-DCHOSEN=fault_\(fault)", "-DFAULT_\(fault)", "-o", path,
            ] + defines.map { "-D\($0)" } + files.sorted().map { sources.appendingPathComponent($0).path } + flags)
        return path
    }

    /// Compiles one C text to a shared object, or as the flags say.
    @discardableResult
    static func compile(text: String, to path: String, flags: [String] = ["-shared", "-fPIC"]) throws -> String {
        try text.write(toFile: path + ".c", atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path + ".c") }
        try compile(["-o", path, path + ".c"] + flags)
        return path
    }

    private static func compile(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(compiler))
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments.joined(separator: " ")):\n\(text)")
    }

    /// Writes the manifest beside the libraries of a folder, as a build does.
    static func writeManifests(_ folder: String) throws {
        let scanner = PluginScanner(workerPath: WorkerProgram.path(), clock: TestClock())
        _ = try ManifestWriter(scanner: scanner).write(folder: folder)
    }
}

/// The system's clock; until the file at `marker` appears it stands still, and then every deadline is past.
final class TestClock: HostClock {
    private let marker: String?

    init(marker: String? = nil) { self.marker = marker }

    var now_ns: Int64 {
        if let marker { return access(marker, F_OK) == 0 ? .max : 0 }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
    var wall_ns: Int64 { 0 }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {}
}

/// A folder of a test's own, removed when the test ends.
final class TestFolder {
    let path: String

    init() throws {
        let base = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        path = base + "/sluice-conformance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        chmod(path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }
}

extension SuiteSettings {
    /// For tests: patient, since the machine may be busy.
    static func test(only: [String] = [], stage: String = "") -> SuiteSettings {
        var settings = SuiteSettings(worker: WorkerProgram.path())
        settings.only = only
        settings.stages = stage.isEmpty ? [] : [stage]
        settings.limit_ns = 300_000_000_000
        return settings
    }
}

extension LibraryReport {
    /// All that is neither passed nor skipped, as `id: text`.
    var findings: [String] {
        results.filter { $0.status != .pass && $0.status != .skip }.map {
            "\($0.status) \($0.id) \($0.stage): \($0.text)"
        }
    }
}
