import CSluice
import Glibc
import HostCore
import HostSandbox

/// The work of a scanning child: loads one library, asks it for its manifest, checks that the two agree, and answers
/// over a descriptor. The library's code may crash, hang or end the process at any step; the parent sees how far it came.
public enum DescribeJob {
    static let manifestLimit_bytes = 4 << 20
    private static let memoryLimit_bytes: UInt64 = 4 << 30

    /// What scans may do: read the library, what lies beside it, and where its run path says that others lie.
    static func policy(_ library: LibraryIdentity) -> SandboxPolicy {
        SandboxPolicy(
            readable: LibraryFolders.of(library), limits: SandboxLimits(data_bytes: memoryLimit_bytes, openFiles: 256))
    }

    /// Does the work and answers. The caller ends the process with `_exit` afterwards, so that no destructor of the
    /// library runs.
    /// - Parameters:
    ///   - path: The library.
    ///   - sha256: The content that is allowed; `nil` for any.
    ///   - channel: Where to answer.
    ///   - record: Where crashes and refused calls are written down; `nil` for nowhere.
    /// - Returns: The exit status: 0 when an answer was given, good or bad.
    public static func run(
        path: String, sha256: String? = nil, channel: Int32, record: WorkerRecordMap? = nil
    ) -> Int32 {
        var status: Int32 = 0
        func send(_ bytes: [UInt8]) { if AtomicFile.writeAll(channel, bytes) != 0 { status = 1 } }
        do throws(LoadFailure) {
            let pinned = try sha256.map { sum throws(LoadFailure) in try PinnedFile(path, approved: sum) }
            let library = try LibraryIdentity(path)
            try confine(policy(library), record)
            let manifest = try describe(library, pinned) { phase in
                // The last phase that is told is the one in which the library reached out, if it did.
                if let remains = record?.snapshot(), ScanRefusal(remains) != nil { return }
                record?.noteImages()
                send(ScanAnswer.line(phase))
            }
            send(ScanAnswer.bytes(.success(manifest)))
        } catch {
            send(ScanAnswer.bytes(.failure(error)))
        }
        return status
    }

    private static func confine(_ policy: SandboxPolicy, _ record: WorkerRecordMap?) throws(LoadFailure) {
        do throws(HostError) {
            if let record { try CrashCapture.install(record) }
            try Sandbox.apply(policy, record: record)
        } catch {
            throw LoadFailure(.noAnswer, "was not scanned: \(error)")
        }
    }

    /// Loads a library and returns its manifest as it was written.
    private static func describe(
        _ library: LibraryIdentity, _ pinned: PinnedFile?, entering: (LibraryOpening.Phase) -> Void
    ) throws(LoadFailure) -> [UInt8] {
        let opened = try LibraryOpening.open(library, pinned: pinned, entering: entering)
        guard let call = opened.table.pointee.describe else { throw LoadFailure(.badTable, "has no describe") }
        entering(.describing)
        let collector = TextCollector(limit_bytes: manifestLimit_bytes)
        let status = collector.collect { call($0) }
        guard status == SLUICE_OK else {
            throw LoadFailure(
                .describeFailed, "could not describe itself: describe returned \(status); tell its author")
        }
        guard !collector.overflowed else {
            throw LoadFailure(.badManifest, "has a manifest of more than \(manifestLimit_bytes >> 20) MiB")
        }
        let manifest = try ManifestCheck.manifest(ManifestCheck.json(collector.bytes))
        try ManifestCheck.compare(manifest, ids: opened.classes.map(\.id))
        return collector.bytes
    }
}
