import CHostShim
import HostCore

/// The worker's side of its record. It stays mapped until the process ends.
public struct WorkerRecordMap: Sendable {
    // Sound: the mapping lives as long as the process; each part has one writer, or is written by atomic steps in C.
    nonisolated(unsafe) let record: UnsafeMutablePointer<shim_record>

    /// Maps the record that the host passed as a descriptor, which may be closed afterwards.
    /// - Throws: `fault` when the descriptor is no such record.
    public init(descriptor: Int32) throws(HostError) {
        guard let record = shim_record_map(descriptor) else {
            throw HostError(
                .fault,
                "the record of a worker cannot be mapped from descriptor \(descriptor); host and worker must be "
                    + "of one build: install Sluice again")
        }
        self.record = record
    }

    /// How many threads can tell where they are.
    public static let itemSlots = Int(SHIM_RECORD_ITEMS)

    /// Where the thread with the given slot says which item it is at. One thread writes each slot; plain stores.
    public func item(slot: Int) -> UnsafeMutablePointer<shim_record_item> {
        shim_record_item_slot(record, UInt32(slot))
    }

    /// What has been written so far.
    public func snapshot() -> WorkerSnapshot { WorkerSnapshot(record) }

    /// Writes down which libraries are mapped, for addresses to be named later on. After each library that was loaded,
    /// on a control thread.
    public func noteImages() { shim_record_images(record) }
}
