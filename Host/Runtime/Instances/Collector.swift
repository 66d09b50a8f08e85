import CSluice
import HostMemory

/// Stands behind an instance in place of an edge: gathers what it gives for one entry, for the group to put in order.
final class Collector {
    let queue: EdgeQueue
    let store: FrameStore
    let task: UnsafeMutablePointer<TaskState>

    init(queue: EdgeQueue, store: FrameStore, task: UnsafeMutablePointer<TaskState>) {
        self.queue = queue
        self.store = store
        self.task = task
    }

    func add(_ kind: WorkEntry.Kind, _ item: sluice_item) {
        var slot = QueueSlot()
        slot.store(kind, item)
        let frame = kind == .item ? EdgeQueue.frame(item) : 0
        if frame != 0 { store.retain(frame) }
        task.pointee.collected.append(InstanceGroup.Output(queue: queue, slot: slot))
    }

    static let process: Node.Process = { stage, _, item in
        guard let stage, let item else { return SLUICE_E_ARGUMENT }
        Unmanaged<Collector>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
            $0.add(.item, item.pointee)
        }
        return SLUICE_OK
    }
}
