import CHostShim
import Glibc
import HostCore

/// The host's side of a record that a worker leaves behind: which item it was at, what the sandbox refused, how it died.
/// It lies in a sealed memory file that the worker maps, and outlives the worker, whatever ended it.
public struct WorkerRecord: ~Copyable, Sendable {
    /// The memory file, to be passed to the worker. Close-on-exec; closed with this value.
    public let descriptor: Int32

    /// An empty record.
    /// - Throws: `limit` when no memory file can be had.
    public init() throws(HostError) {
        let descriptor = shim_record_file()
        guard descriptor >= 0 else {
            let remedy = descriptor == -EFBIG ? "raise ulimit -f" : "close files or raise ulimit -n"
            throw HostError(
                .limit,
                "no memory file for the record of a worker; \(remedy): \(String(cString: shim_error_text(-descriptor)))"
            )
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// How many calls the sandbox has refused so far: cheap, to see whether a snapshot has something new.
    public var refusalCount: UInt64 { shim_record_refusal_count(descriptor) }

    /// A copy of what the worker has written so far. Any thread, also while the worker runs: each part is whole or
    /// left out.
    public func snapshot() -> WorkerSnapshot {
        let raw = UnsafeMutablePointer<shim_record>.allocate(capacity: 1)
        defer { raw.deallocate() }
        guard shim_record_read(descriptor, raw) == 0 else { return WorkerSnapshot() }
        return WorkerSnapshot(raw)
    }
}
