import CGStreamer
import Glibc
import Synchronization

/// A thread that can be waited for with a limit.
///
/// Concurrency: the body runs once on the new thread; `latch` tells that it is over.
final class CaptureThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        let latch: Latch
        init(name: String, latch: Latch, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.latch = latch
            self.run = run
        }
    }

    private let handle: pthread_t
    private let latch: Latch
    private let isJoined = Atomic<Bool>(false)

    private init(_ handle: pthread_t, _ latch: Latch) {
        self.handle = handle
        self.latch = latch
    }

    /// Starts a thread; `nil` when the system refuses one.
    static func start(name: String, _ run: @escaping @Sendable () -> Void) -> CaptureThread? {
        let latch = Latch()
        let body = Unmanaged.passRetained(Body(name: name, latch: latch, run: run))
        var handle = pthread_t()
        let result = pthread_create(&handle, nil, { CaptureThread.main($0) }, body.toOpaque())
        guard result == 0 else {
            body.release()
            return nil
        }
        return CaptureThread(handle, latch)
    }

    deinit {
        if !isJoined.load(ordering: .acquiring) { pthread_detach(handle) }
    }

    private static func main(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let raw else { return nil }
        let latch = Unmanaged<Body>.fromOpaque(raw).takeUnretainedValue().latch
        // The body, and with it all that its closure holds, is gone before the latch says so.
        Unmanaged<Body>.fromOpaque(raw)._withUnsafeGuaranteedRef { body in
            sluice_gst_name_thread(body.name)
            body.run()
        }
        Unmanaged<Body>.fromOpaque(raw).release()
        latch.open()
        return nil
    }

    /// Waits for the end. `false` when it has not come in time; the thread then goes on by itself.
    func join(timeout_ns: Int64) -> Bool {
        if pthread_equal(pthread_self(), handle) != 0 { return false }
        guard latch.wait(timeout_ns: timeout_ns) else { return false }
        if !isJoined.exchange(true, ordering: .acquiringAndReleasing) { pthread_join(handle, nil) }
        return true
    }
}
