import Glibc

/// Runs a body on a thread of its own.
struct OtherThread {
    private let thread: pthread_t

    /// Starts the thread; its stack is as large as a host's.
    init(_ body: @escaping @Sendable () -> Void) throws(CheckEnd) {
        let work = Unmanaged.passRetained(Work(body))
        var id = pthread_t()
        let failed = pthread_create(
            &id, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard failed == 0 else {
            work.release()
            throw .setup("no thread can be started")
        }
        thread = id
    }

    func join() { pthread_join(thread, nil) }

    /// Runs a body on a new thread and waits for it.
    static func run(_ body: @escaping @Sendable () throws(CheckEnd) -> Void) throws(CheckEnd) {
        let result = Outcome()
        let thread = try OtherThread {
            do throws(CheckEnd) { try body() } catch { result.error = error }
        }
        thread.join()
        if let error = result.error { throw error }
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// How a body on another thread ended.
final class Outcome: @unchecked Sendable {
    // Sound: written by one thread and read by another after that one was joined.
    var error: CheckEnd?
}
