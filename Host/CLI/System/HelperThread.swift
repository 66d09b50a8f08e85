import Glibc

/// A thread for one call. When the system gives none, the call is made at once.
struct HelperThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let thread: pthread_t?

    init(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.takeRetainedValue().body()
            self.thread = nil
            return
        }
        self.thread = thread
    }

    /// Waits for the end of the call.
    func join() { if let thread { pthread_join(thread, nil) } }
}
