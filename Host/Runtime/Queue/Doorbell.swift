import CHostShim
import Synchronization

/// Wakes one thread. Ringing costs a system call only when the thread sleeps.
///
/// The sleeper raises its flag, fences, and looks once more before it sleeps; the ringer publishes its work, fences,
/// and looks at the flag: one of the two sees the other.
final class Doorbell: @unchecked Sendable {
    // Sound: both words are only used atomically; the futex word is a plain address because the kernel needs one.
    private let word: UnsafeMutablePointer<UInt32>
    private let asleep = Atomic<Bool>(false)
    private let sleeps = Atomic<Int>(0)

    init() {
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
    }

    deinit { word.deallocate() }

    /// Times the thread went to sleep.
    var sleepCount: Int { sleeps.load(ordering: .relaxed) }

    /// Wakes the thread if it sleeps. Call after the work was published.
    func ring() {
        shim_fence()
        guard asleep.load(ordering: .relaxed) else { return }
        asleep.store(false, ordering: .relaxed)
        shim_futex_post(word)
    }

    /// Sleeps until rung, or `timeout_ns` has passed (below 0: no limit), unless `hasWork` says that there is some.
    func sleep(timeout_ns: Int64, hasWork: () -> Bool) {
        let seen = shim_futex_load(word)
        asleep.store(true, ordering: .relaxed)
        shim_fence()
        if hasWork() {
            asleep.store(false, ordering: .relaxed)
            return
        }
        sleeps.add(1, ordering: .relaxed)
        _ = shim_futex_wait(word, seen, timeout_ns)
        asleep.store(false, ordering: .relaxed)
    }
}
