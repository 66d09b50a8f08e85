import Glibc

/// Messages for one waiting thread, in order. Not for the frame path: posting allocates.
///
/// Concurrency: everything stands under `lock`; the two pointers never change.
final class Mailbox<Message: Sendable>: @unchecked Sendable {
    // Sound: `messages` is only touched with the mutex held.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let bell: UnsafeMutablePointer<pthread_cond_t>
    private var messages: [Message] = []

    init() {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        bell = .allocate(capacity: 1)
        bell.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(bell, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(bell)
        pthread_mutex_destroy(lock)
        bell.deallocate()
        lock.deallocate()
    }

    func post(_ message: Message) {
        pthread_mutex_lock(lock)
        messages.append(message)
        pthread_cond_signal(bell)
        pthread_mutex_unlock(lock)
    }

    /// The oldest message; `nil` when none came within real time.
    func take(timeout_ns: Int64) -> Message? {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = Int64(deadline.tv_nsec) + timeout_ns % 1_000_000_000
        deadline.tv_sec += Int(timeout_ns / 1_000_000_000 + nanoseconds / 1_000_000_000)
        deadline.tv_nsec = Int(nanoseconds % 1_000_000_000)
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while messages.isEmpty {
            if pthread_cond_timedwait(bell, lock, &deadline) == ETIMEDOUT { break }
        }
        return messages.isEmpty ? nil : messages.removeFirst()
    }
}
