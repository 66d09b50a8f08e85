import HostCore

/// One kind of input, and what came of it.
public struct BenchCase: Sendable {
    /// What came of a case.
    public enum Outcome: Sendable {
        /// It was measured.
        case measured(Measurement)
        /// The stage refuses it, or needs what is not here: its own words; with the exit status that goes with it.
        case refused(String, status: Int32)
        /// A signal or `exit` ended the process.
        case crashed(String)
        /// Nothing was heard for too long.
        case hung(String)
        /// It was not tried, for this reason.
        case skipped(String)
    }

    /// Pixel format; `nil` for stages that take no frames.
    public let format: PixelFormat?
    /// Size; `nil` for stages that take no frames, and for frames of a clip.
    public let size: BenchSettings.Size?
    /// What came of it.
    public internal(set) var outcome: Outcome

    init(_ format: PixelFormat?, _ size: BenchSettings.Size?) {
        self.format = format
        self.size = size
        outcome = .skipped("it was not run")
    }

    /// A word for what came of it.
    public var status: String {
        switch outcome {
        case .measured(let measurement): measurement.errors > 0 ? "failed" : "measured"
        case .refused: "refused"
        case .crashed: "crashed"
        case .hung: "hung"
        case .skipped: "skipped"
        }
    }
}
