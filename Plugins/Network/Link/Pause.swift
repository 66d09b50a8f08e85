import Glibc

/// Waits without a socket to wait for.
public enum Pause {
    /// Sleeps until a moment of the host's clock, at most a second.
    public static func until(_ time_ns: Int64, _ now_ns: Int64) {
        let wait_ns = min(1_000_000_000, max(0, time_ns - now_ns))
        var time = timespec(tv_sec: Int(wait_ns / 1_000_000_000), tv_nsec: Int(wait_ns % 1_000_000_000))
        nanosleep(&time, nil)
    }
}
