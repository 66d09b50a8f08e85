import CHostShim
import CSluice
import Glibc
import HostCore
import HostLoading

/// What a check has to work with, in its own process.
final class Trial: @unchecked Sendable {
    // Sound: the stage under test is found once, by the one thread that runs the check.

    /// The stage under test.
    struct Stage {
        let manifest: StageManifest
        let table: UnsafePointer<sluice_stage_class>
    }

    let request: CheckRequest
    let answer: Answer
    let expectations: Expectations
    private var found: Stage?

    init(_ request: CheckRequest, _ answer: Answer, _ expectations: Expectations) {
        self.request = request
        self.answer = answer
        self.expectations = expectations
    }

    var seed: UInt64 { request.seed }
    var isFull: Bool { request.isFull }

    /// The library's file, looked at and not opened.
    func identity() throws(CheckEnd) -> LibraryIdentity {
        do throws(LoadFailure) {
            return try LibraryIdentity(request.library)
        } catch {
            throw .breach(error.message)
        }
    }

    /// Opens the library as a host does.
    func openLibrary() throws(CheckEnd) -> LibraryOpening.Opened {
        let identity = try identity()
        do throws(LoadFailure) {
            return try LibraryOpening.open(identity) { answer.at($0.rawValue) }
        } catch {
            throw .setup("the library \(error.message)")
        }
    }

    /// The manifest as describe writes it now.
    func describe(_ table: UnsafePointer<sluice_library>) throws(CheckEnd) -> [UInt8] {
        guard let call = table.pointee.describe else { throw .setup("describe is NULL") }
        answer.at("describing")
        let collector = ByteCollector()
        let status = collector.collect { call($0) }
        guard status == SLUICE_OK else { throw .setup("describe returned \(status)") }
        return collector.bytes
    }

    /// The stage under test, opened when it is first asked for.
    func stage() throws(CheckEnd) -> Stage {
        if let found { return found }
        let opened = try openLibrary()
        let manifest = try StageLookup.manifest(request.stage, in: describe(opened.table))
        guard let table = opened.classes.first(where: { $0.id == request.stage })?.stageClass else {
            throw .setup("the library has no table for the stage \(request.stage)")
        }
        let stage = Stage(manifest: manifest, table: table)
        found = stage
        return stage
    }

    func inputs(_ manifest: StageManifest) -> InputMaker {
        let expected = expectations.stage(manifest.id)
        let packets = expected.packets.compactMap { SmallFile.read(Paths.join(expectations.folder, $0)) }
        return InputMaker(manifest: manifest, expected: expected, packets: packets, seed: seed)
    }

    func settings(_ manifest: StageManifest) -> SettingsMaker {
        SettingsMaker(
            schema: manifest.configuration, given: expectations.stage(manifest.id).configuration,
            scratch: request.scratch, folder: expectations.folder)
    }

    /// Repeats until the count is reached or the time of the profile is used up, and says which.
    /// - Parameters:
    ///   - count: How often with `--profile full`; at least once and at most so often by default.
    ///   - share: Part of the usual half second.
    func repeatWithin(_ count: Int, share: Double = 1, _ body: (Int) throws(CheckEnd) -> Void) throws(CheckEnd) -> Int {
        let limit_ns = isFull ? 60_000_000_000 : Int64(500_000_000 * share)
        let start_ns = shim_monotonic_ns()
        var done = 0
        while done < count, done == 0 || shim_monotonic_ns() - start_ns < limit_ns {
            try body(done)
            done += 1
        }
        return done
    }

    /// Time that a body takes, in nanoseconds.
    static func time_ns(_ body: () throws(CheckEnd) -> Void) throws(CheckEnd) -> Int64 {
        let start_ns = shim_monotonic_ns()
        try body()
        return shim_monotonic_ns() - start_ns
    }
}

/// Finds a stage in a library's manifest.
enum StageLookup {
    static func manifest(_ id: String, in bytes: [UInt8]) throws(CheckEnd) -> StageManifest {
        let library: LibraryManifest
        do throws(HostError) {
            library = try LibraryManifest(parsing: bytes)
        } catch {
            throw .setup("the manifest cannot be read: \(error)")
        }
        guard let stage = library.stages.first(where: { $0.id == id }) else {
            throw .setup("the manifest names no stage \(id)")
        }
        return stage
    }
}
