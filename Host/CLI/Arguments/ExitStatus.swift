/// What the exit status of the program says.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    case wrong = 2
    case missing = 3
    case interrupted = 130

    /// The meaning in the help.
    var meaning: String {
        switch self {
        case .done: "done, also when items were skipped or --duration or --frames ended the run"
        case .failed: "a source failed or ended early, a stage stopped the run, or something could not be written"
        case .wrong: "the graph file or the command line is wrong"
        case .missing: "a plugin, or something that one needs, is missing or cannot be loaded"
        case .interrupted: "interrupted: after a clean drain on the first signal, at once on the second"
        }
    }
}
