import Glibc

/// How much of the processors a process took over the last ten seconds. A value: it is told and says.
struct ProcessorWatch: Sendable {
    static let span_ns: Int64 = 10_000_000_000
    private static let step_ns: Int64 = 1_000_000_000

    private var samples: [(time_ns: Int64, used_ns: Int64)] = []

    /// Takes note of the time that the process has used by now.
    /// - Returns: The share over the last ten seconds, in hundredths of one processor; `nil` before so much time has passed.
    mutating func share_percent(used_ns: Int64, now_ns: Int64) -> Int? {
        if samples.last.map({ now_ns - $0.time_ns >= Self.step_ns }) ?? true { samples.append((now_ns, used_ns)) }
        // The oldest that is still ten seconds old stays.
        while samples.count > 1, now_ns - samples[1].time_ns >= Self.span_ns { samples.removeFirst() }
        guard let first = samples.first, now_ns - first.time_ns >= Self.span_ns else { return nil }
        return Int((used_ns - first.used_ns) * 100 / (now_ns - first.time_ns))
    }
}

/// Time that a process has had of processors.
enum WorkerProcessor {
    /// Of all its threads together; `nil` when unknown.
    static func time_ns(of process: pid_t) -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
