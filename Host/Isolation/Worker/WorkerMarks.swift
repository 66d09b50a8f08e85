import CHostShim
import HostCore
import HostSandbox
import Synchronization

/// The slots of a worker's record in which its threads say what they are at.
final class WorkerMarks: Sendable {
    private let record: WorkerRecordMap
    /// Slots in use, a bit each.
    private let used = Mutex<UInt64>(0)
    private let images = Mutex<Void>(())

    init(_ record: WorkerRecordMap) { self.record = record }

    /// Gives the calling thread a slot, and a stack for its crash. `nil` when more threads run than can be told apart:
    /// the thread works without.
    func join() -> Int? {
        let slot = used.withLock { used -> Int? in
            let free = (~used).trailingZeroBitCount
            guard free < WorkerRecordMap.itemSlots else { return nil }
            used |= 1 << UInt64(free)
            return free
        }
        do throws(HostError) { try CrashCapture.prepareThread(slot: slot) } catch {}
        return slot
    }

    /// The thread with a slot is about to end.
    func leave(_ slot: Int?) {
        guard let slot else { return }
        record.item(slot: slot).leave()
        used.withLock { $0 &= ~(1 << UInt64(slot)) }
    }

    /// Where a thread says which item it is at.
    func item(_ slot: Int) -> UnsafeMutablePointer<shim_record_item> { record.item(slot: slot) }

    /// Writes down what is mapped by now, after something was loaded.
    func noteImages() { images.withLock { _ in record.noteImages() } }
}
