import Synchronization

/// Changes of live settings that wait until the thread of a task is between two items.
///
/// Concurrency model: the control thread posts and may take back; the task's thread delivers. `waiting` is behind a lock;
/// the flag spares the thread the lock, at one load for each item.
struct SettingsMailbox: ~Copyable {
    private let waiting = Mutex<[SettingsChange]>([])
    private let flag = Atomic<Bool>(false)
    /// Wakes the task's thread. Set before that starts.
    var bell: Doorbell?

    /// Whether a change waits.
    @inline(__always)
    var isWaiting: Bool { flag.load(ordering: .relaxed) }

    /// Leaves a change for the thread, and wakes it.
    func post(_ change: SettingsChange) {
        waiting.withLock {
            $0.append(change)
            flag.store(true, ordering: .relaxed)
        }
        bell?.ring()
    }

    /// Takes a change back. `false` when the thread has it already.
    func withdraw(_ change: SettingsChange) -> Bool {
        waiting.withLock { changes in
            guard let index = changes.firstIndex(where: { $0 === change }) else { return false }
            changes.remove(at: index)
            flag.store(!changes.isEmpty, ordering: .relaxed)
            return true
        }
    }

    /// Hands all that waits to the stages. The task's thread, between items; costs one load when there is nothing.
    @inline(__always)
    func deliver() { if isWaiting { deliverWaiting() } }

    @inline(never)
    private func deliverWaiting() {
        let changes = waiting.withLock { changes in
            defer { changes = [] }
            flag.store(false, ordering: .relaxed)
            return changes
        }
        for change in changes { change.apply() }
    }
}
