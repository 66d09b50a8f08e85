import Foundation
import HostCore
import HostLoading
import HostModels
import HostPackages
import TestPlugins

/// A folder of a test's own with a plugin, a store of models, and what packs and installs.
final class Workshop {
    let folder: String
    let plugins: String

    init() throws {
        let temporary = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        folder = temporary + "/sluice-packages-\(UUID().uuidString)"
        plugins = folder + "/plugins"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return path(name)
    }

    func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// The plugin of the fixtures, in a version.
    func plugin(_ version: String = "1.2.3", as name: String = "metered", defines: [String] = []) throws -> String {
        let path = path("built-\(version)/\(name).so")
        let home = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let all = ["VERSION=\"\(version)\""] + defines
        return try FixturePlugin.build(path, of: "Tests/Fixtures/Plugins/metered.c", defines: all)
    }

    private var scanner: PluginScanner {
        PluginScanner(workerPath: WorkerProgram.path(), clock: PatientClock(), limit_ns: PatientClock.patience_ns)
    }

    func models() throws -> ModelStore {
        let data = path("data")
        return try ModelStore(
            ModelFolders(program: "/nowhere/bin/sluice", graph: nil) { $0 == "XDG_DATA_HOME" ? data : nil })
    }

    /// Packs a plugin.
    func pack(_ library: String, _ change: (inout PackageMaker.Order) -> Void = { _ in }) throws -> PackageMaker.Outcome
    {
        var order = PackageMaker.Order(library: library)
        order.output = folder
        change(&order)
        return try PackageMaker(scanner: scanner, models: models()).make(order)
    }

    /// Installs a package into the folder of plugins.
    @discardableResult
    func install(
        _ package: String, to name: String? = nil, allowed: AllowedPlugins = .all,
        _ change: (inout PackageInstaller.Order) -> Void = { _ in }
    ) throws -> PackageInstaller.Outcome {
        var order = PackageInstaller.Order(package: package, folder: name.map(path) ?? plugins)
        change(&order)
        return try PackageInstaller(scanner: scanner, models: models(), allowed: allowed).install(order)
    }

    /// What a search finds in the folder of plugins, without running anything.
    func found() throws -> PluginCatalogue {
        try PluginCatalogue.load(
            searchPath: [PluginPlace(plugins, .commandLine)], mode: .manifestsOnly, clock: PatientClock(), cache: nil)
    }

    /// The entries of the package that was made last, to be made into others.
    func entries(_ outcome: PackageInstaller.Outcome) throws -> [(name: String, bytes: [UInt8])] {
        let home = outcome.package.folder
        let names = ["package.json"] + outcome.package.contents.files.map(\.path)
        var entries = try names.map { (name: $0, bytes: try bytes("\(home)/\($0)")) }
        entries.append(("package.sha256", Array("\(Self.sum(entries[0].bytes))  package.json\n".utf8)))
        return entries
    }

    /// SHA-256 by coreutils: another program's opinion.
    static func sum(_ bytes: [UInt8]) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        do { try process.run() } catch { return "sha256sum cannot be run" }
        input.fileHandleForWriting.write(Data(bytes))
        try? input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return String(text.prefix(64))
    }
}

/// The system's clock, with a patience that no busy machine exhausts.
final class PatientClock: HostClock {
    static let patience_ns: Int64 = 300_000_000_000

    var now_ns: Int64 { Int64(DispatchTime.now().uptimeNanoseconds) }
    var wall_ns: Int64 { 0 }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {}
}

/// The message of the error that a body throws.
func complaint<Result>(_ body: () throws -> Result) -> String {
    do {
        _ = try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}
