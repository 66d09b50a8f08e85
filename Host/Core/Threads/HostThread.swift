import CHostShim
import Glibc

/// A thread of the host's own, outside every pool.
public final class HostThread {
    private let body: () -> Void
    private let name: String
    private var handle: pthread_t?

    /// A thread that will run `body` once.
    /// - Parameter name: As debuggers show it, at most 15 bytes.
    public init(name: String, _ body: @escaping () -> Void) {
        self.name = String(name.prefix(15))
        self.body = body
    }

    /// Starts the thread. `false` when the system gives none.
    public func start() -> Bool {
        var made = pthread_t()
        let box = Unmanaged.passRetained(self)
        let status = pthread_create(
            &made, nil,
            { argument in
                guard let argument else { return nil }
                let thread = Unmanaged<HostThread>.fromOpaque(argument).takeRetainedValue()
                shim_name_thread(thread.name)
                thread.body()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            return false
        }
        handle = made
        return true
    }

    /// Waits for its end; at once when it was never started.
    public func join() {
        if let handle { pthread_join(handle, nil) }
        handle = nil
    }
}
