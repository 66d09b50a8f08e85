import CHostShim
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, taken by a thread of their own.
///
/// During a run SIGHUP asks for the graph file to be read again, unless the terminal has gone: then it ends the run.
/// Before a run has said what to do, a signal ends the program at once. During a run the first one asks for a clean
/// end, the second one for an end at once; a third one, or three seconds after the second, ends the program whatever
/// it is doing.
final class Interrupts: Sendable {
    /// The signals of this process.
    static let shared = Interrupts()

    private let handler = Mutex<(@Sendable (_ count: Int) -> Void)?>(nil)
    private let received = Atomic<Int>(0)
    private let reloads = Atomic<Int>(0)
    private let hadTerminal = isatty(STDERR_FILENO) == 1
    private static let patience_s = 3

    private init() {}

    /// How many have come.
    var count: Int { received.load(ordering: .sequentiallyConsistent) }

    /// How often the graph file was to be read again.
    var reloadCount: Int { reloads.load(ordering: .sequentiallyConsistent) }

    /// Says what to do with the first and the second signal, on the thread of the signals.
    func handle(_ body: (@Sendable (_ count: Int) -> Void)?) { handler.withLock { $0 = body } }

    /// To be called before any other thread is made, since threads inherit which signals they leave alone.
    func install() {
        // A reader that has gone, and a limit on the size of files, are errors of the write call like any other.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { _ in
                shim_name_thread("sluice-signals")
                Interrupts.shared.wait()
                return nil
            }, nil)
        if status == 0 { pthread_detach(thread) } else { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }

    private func wait() {
        var signals = Self.signals
        while true {
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { continue }
            if signal == SIGHUP, !(hadTerminal && isatty(STDERR_FILENO) == 0), let handler = handler.withLock({ $0 }) {
                reloads.add(1, ordering: .sequentiallyConsistent)
                handler(count)
                continue
            }
            let count = received.add(1, ordering: .sequentiallyConsistent).newValue
            guard let handler = handler.withLock({ $0 }), count < 3 else { _exit(130) }
            handler(count)
            if count == 2 {
                var patience = timespec(tv_sec: Self.patience_s, tv_nsec: 0)
                while sigtimedwait(&signals, nil, &patience) < 0, errno == EINTR {}
                _exit(130)
            }
        }
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        var hangUp = sigaction()
        sigaction(SIGHUP, nil, &hangUp)
        // Under nohup the program shall outlive its terminal.
        if hangUp.__sigaction_handler.sa_handler == nil { sigaddset(&set, SIGHUP) }
        return set
    }
}
