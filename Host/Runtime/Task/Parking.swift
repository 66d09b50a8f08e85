import Synchronization

/// Lets the control thread hold a frame thread between two items, while it changes what that thread works on.
final class Parking: Sendable {
    private let wanted = Atomic<Bool>(false)
    private let resting = Atomic<Bool>(false)
    private let caller = Mutex<Doorbell?>(nil)

    /// Whether the thread should come to rest before its next item.
    var isWanted: Bool { wanted.load(ordering: .relaxed) }
    /// Whether it rests.
    var isResting: Bool { resting.load(ordering: .sequentiallyConsistent) }

    /// Control thread: asks for rest; `bell` is rung when it has come.
    func ask(_ bell: Doorbell) {
        caller.withLock { $0 = bell }
        wanted.store(true, ordering: .sequentiallyConsistent)
    }

    /// Control thread: lets the thread go on. The caller rings the thread's own bell.
    func release() { wanted.store(false, ordering: .sequentiallyConsistent) }

    /// Frame thread: rests for as long as it is wanted to, on its own bell.
    func rest(on bell: Doorbell) {
        resting.store(true, ordering: .sequentiallyConsistent)
        caller.withLock { $0 }?.ring()
        while isWanted { bell.sleep(timeout_ns: 500_000_000) { !isWanted } }
        resting.store(false, ordering: .sequentiallyConsistent)
    }
}
