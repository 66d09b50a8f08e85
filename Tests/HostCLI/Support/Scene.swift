import Foundation
import TestPlugins

/// A folder with plugins of the fixtures in it, and a home of its own for packages, models and scans.
final class Scene {
    let folder: Folder

    init() throws {
        folder = try Folder()
        try FileManager.default.createDirectory(at: folder.file("plugins"), withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.file(name).resolvingSymlinksInPath().path }

    /// Builds a plugin of the fixtures.
    @discardableResult
    func plugin(
        _ name: String = "plugins/metered.so", from source: String = "metered", defines: [String] = []
    ) throws -> String {
        let path = folder.file(name).path
        try FixturePlugin.build(path, of: "Tests/Fixtures/Plugins/\(source).c", defines: defines)
        // Whatever the umask of the machine: a list of allowed plugins wants no file that a group may write.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    /// A process of the program that is ready to start.
    func process(_ arguments: [String], plugins: [String] = [], environment: [String: String] = [:]) -> Process {
        let process = Sluice.process(arguments, in: folder, plugins: plugins)
        var variables = process.environment ?? [:]
        variables["XDG_DATA_HOME"] = folder.file("data").path
        variables["XDG_CACHE_HOME"] = folder.file("cache").path
        variables.merge(environment) { $1 }
        process.environment = variables
        return process
    }

    /// Runs the program to its end.
    @discardableResult
    func run(
        _ arguments: [String], plugins: [String] = [], environment: [String: String] = [:]
    ) throws -> Sluice.Result {
        let process = process(arguments, plugins: plugins, environment: environment)
        let (output, errors) = (folder.file("stdout-\(UUID())"), folder.file("stderr-\(UUID())"))
        for url in [output, errors] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Sluice.Result(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8),
            wasKilled: process.terminationReason == .uncaughtSignal)
    }

    /// SHA-256 of a file, by coreutils.
    func sum(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }
}
