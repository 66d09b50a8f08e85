import Foundation

/// Runs the program that was built beside these tests, as a process, with the plugins that were built beside it.
struct Sluice {
    /// What a run left behind.
    struct Result {
        let status: Int32
        let output: String
        let errors: String
        /// Ended by a signal rather than by itself.
        let wasKilled: Bool

        /// The last line on stderr.
        var lastLine: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
    }

    static let buildFolder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
    static let program = buildFolder.appending(path: "sluice")
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func plugin(_ id: String) -> String { buildFolder.appending(path: "lib\(id).so").path }

    private static let plugins = [
        "passthrough", "null-sink", "record-sink", "image-sink", "tracker", "best-shot", "quality-scorer",
        "resolution-cropper", "face-detector",
    ]

    /// A process that is ready to start in the folder, or at another place; its cache of scans is the tests' own.
    static func process(
        _ arguments: [String], in folder: Folder, plugins: [String] = plugins, at place: URL? = nil,
        variables: [String: String] = [:]
    ) -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = place ?? folder.url
        var environment = ProcessInfo.processInfo.environment
        environment["SLUICE_PLUGIN_PATH"] = plugins.map(plugin).joined(separator: ":")
        environment["XDG_CACHE_HOME"] = root.appending(path: ".build/test-cache").path
        environment["TERM"] = "dumb"
        environment.merge(variables) { $1 }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs to the end.
    @discardableResult
    static func run(
        _ arguments: [String], in folder: Folder, plugins: [String] = plugins, at place: URL? = nil,
        variables: [String: String] = [:]
    ) throws -> Result {
        let process = process(arguments, in: folder, plugins: plugins, at: place, variables: variables)
        let (output, errors) = (folder.file("stdout-\(UUID())"), folder.file("stderr-\(UUID())"))
        for url in [output, errors] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8),
            wasKilled: process.terminationReason == .uncaughtSignal)
    }
}
