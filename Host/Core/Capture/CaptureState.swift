/// Where a source stands.
public enum CaptureState: Sendable, Hashable {
    /// It is being opened.
    case connecting
    /// Frames come.
    case playing
    /// It was lost, for the given reason, and is tried again at `until_ns` of the host's clock.
    case waiting(until_ns: Int64, attempt: Int, reason: String)
    /// It was lost for longer than allowed.
    case gaveUp
    /// It has ended or was stopped.
    case stopped
}
