import Foundation
import Glibc
import HostCore

@testable import HostLoading

/// A folder of a test's own, removed when the test ends, and the things that tests of loading need.
final class Scratch {
    let folder: String

    init() throws {
        let temporary = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        folder = temporary + "/sluice-loading-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        folderMode(0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func folderMode(_ mode: mode_t) { chmod(folder, mode) }

    /// A path in the folder.
    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// The cache of the test.
    var cache: ScanCache { ScanCache(folder: path("cache")) }

    /// The program that scans; it is built with the tests.
    static let worker = WorkerProgram.path()

    /// A worker that is not there: who loads with it scans nothing.
    static let noWorker = "/nowhere/sluice-worker"

    /// The catalogue of the folder.
    func catalogue(
        _ mode: PluginCatalogue.Mode, worker: String = Scratch.worker, clock: any HostClock = SystemTestClock()
    ) throws -> PluginCatalogue {
        try PluginCatalogue.load(
            searchPath: [PluginPlace(folder, .environment)], mode: mode, workerPath: worker, clock: clock,
            cache: cache, limit_ns: SystemTestClock.patience_ns)
    }
}

/// The system's clock, with a patience that no busy machine exhausts: for plugins that do answer.
final class SystemTestClock: HostClock {
    static let patience_ns: Int64 = 300_000_000_000

    var now_ns: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
    var wall_ns: Int64 { 0 }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {}
}

/// A clock that stands still until a plugin locks a file, and then is far past every deadline: for plugins that hang.
final class MarkerClock: HostClock {
    private let marker: Int32

    /// Makes the file.
    init(marker: String) { self.marker = open(marker, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600) }

    deinit { close(marker) }

    var now_ns: Int64 {
        if flock(marker, LOCK_EX | LOCK_NB) != 0 { return .max }
        flock(marker, LOCK_UN)
        return 0
    }
    var wall_ns: Int64 { 0 }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {}
}
