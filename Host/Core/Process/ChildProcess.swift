import Glibc

/// How a child of this process ends. Any thread.
public enum ChildProcess {
    /// Whether a child has ended; it stays a zombie, so that its number and that of its group stay its own.
    public static func hasEnded(_ process: pid_t) -> Bool {
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 {
            if errno != EINTR { return true }
        }
        return info.si_signo != 0
    }

    /// Waits for the end of a child, and takes it off the system's list.
    /// - Returns: Its status, as `waitpid` gives it.
    @discardableResult
    public static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
