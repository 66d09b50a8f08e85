/// When and how long a lost live source is tried again. Times in nanoseconds.
struct ReconnectPolicy: Sendable, Hashable {
    /// Wait before the first try; doubles with each further one.
    var first_ns: Int64 = 500_000_000
    /// Longest wait.
    var longest_ns: Int64 = 30_000_000_000
    /// A wait is shortened by up to this part of it, so that many cameras do not come back at the same instant.
    var jitter = 0.2
    /// Time since the loss after which it is given up; `nil` for never.
    var giveUp_ns: Int64?
    /// Time of steady play after which the next loss starts again with the first wait.
    var steady_ns: Int64 = 10_000_000_000
    /// Time without a frame that counts as a loss, while playing.
    var stall_ns: Int64 = 10_000_000_000
    /// The same for a source whose frames come seldom, in times between its frames, and at most.
    var stallIntervals: Int64 = 5
    var longestStall_ns: Int64 = 300_000_000_000
    /// Time for the first frame after a connect.
    var connect_ns: Int64 = 20_000_000_000
}
