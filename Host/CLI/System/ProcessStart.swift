import CHostShim

/// When the program started, on the host's monotonic clock: the first use takes note of the time.
enum ProcessStart {
    static let time_ns = shim_monotonic_ns()
}
