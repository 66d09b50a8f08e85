import CHostShim
import HostCore

/// Writes down how this process crashes, in handlers that are async-signal-safe, and lets it die by the same signal.
public enum CrashCapture {
    /// Takes the signals by which a process crashes, and prepares the calling thread. Once, before plugins are loaded.
    /// - Parameter record: Where the crash is written.
    /// - Throws: `fault` when the system refuses.
    public static func install(_ record: WorkerRecordMap) throws(HostError) {
        try check(shim_crash_install(record.record))
        try prepareThread(slot: nil)
    }

    /// Gives the calling thread a stack for signals, so that an overflow of its own stack can be written down too.
    /// - Parameter slot: Its slot of `WorkerRecordMap.item(slot:)`, for the report to name the item.
    /// - Throws: `fault` when there is no memory for it.
    public static func prepareThread(slot: Int?) throws(HostError) {
        try check(shim_crash_thread(slot.map { Int32($0) } ?? -1))
    }

    private static func check(_ status: Int32) throws(HostError) {
        guard status < 0 else { return }
        throw HostError(
            .fault, "crashes of a worker cannot be written down: \(String(cString: shim_error_text(-status)))")
    }
}
