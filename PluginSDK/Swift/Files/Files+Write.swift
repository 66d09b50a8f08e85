import Glibc

extension Files {
    /// What became of a write.
    public struct Written: Sendable, Hashable {
        /// Bytes that were written.
        public let bytes: Int
        /// The system's error number when that is less than all.
        public let failure: Int32?
    }

    /// Writes all bytes to a descriptor, or as many as it takes. Goes on after interruptions, waits up to a second each
    /// time a pipe is full, and reports a limit on the size of files as an error number: the signal that would end the
    /// process is kept off.
    public static func write(_ bytes: RawSpan, to descriptor: Int32) -> Written {
        withoutSizeSignal {
            bytes.withUnsafeBytes { all in
                var written = 0
                while written < all.count {
                    let step = Glibc.write(descriptor, all.baseAddress.map { $0 + written }, all.count - written)
                    let code = errno
                    if step >= 0 {
                        written += step
                    } else if !isWorthAnotherTry(code, descriptor) {
                        return Written(bytes: written, failure: code)
                    }
                }
                return Written(bytes: written, failure: nil)
            }
        }
    }

    private static func isWorthAnotherTry(_ code: Int32, _ descriptor: Int32) -> Bool {
        if code == EINTR { return true }
        guard code == EAGAIN else { return false }
        var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&one, 1, 1000) > 0
    }

    /// Runs `body` with SIGXFSZ blocked on this thread, and takes it back when it came.
    private static func withoutSizeSignal<R>(_ body: () -> R) -> R {
        var sizeSignal = sigset_t()
        var before = sigset_t()
        sigemptyset(&sizeSignal)
        sigaddset(&sizeSignal, SIGXFSZ)
        guard pthread_sigmask(SIG_BLOCK, &sizeSignal, &before) == 0 else { return body() }
        defer {
            if sigismember(&before, SIGXFSZ) == 0 {
                var atOnce = timespec()
                _ = sigtimedwait(&sizeSignal, nil, &atOnce)
            }
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return body()
    }
}
