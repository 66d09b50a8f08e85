import HostCore

/// How a run ended.
enum Outcome: Sendable {
    case done
    case interrupted
    case failed(ExitStatus)

    /// The word in statistics and in the last line.
    var word: String {
        switch self {
        case .done: "done"
        case .interrupted: "interrupted"
        case .failed: "failed"
        }
    }

    /// The exit status of the program.
    var status: ExitStatus {
        switch self {
        case .done: .done
        case .interrupted: .interrupted
        case .failed(let status): status
        }
    }
}
