/// A check that watches under all others, beside the one of the same id that looks for its breach on purpose.
enum Guard: String, Sendable, CaseIterable {
    case signalsKept = "disc.12"
    case olderHost = "abi.04"
    case reservedZero = "abi.09"
    case noCallAfter = "life.07"
    case outputAsNegotiated = "port.03"
    case inputReadOnly = "mem.01"
    case overread = "mem.02"
    case balance = "mem.05"
    case useAfterRelease = "mem.06"
    case callbackThread = "thr.04"
    case range = "flow.05"
    case errorHasMessage = "flow.07"
    case hygiene = "meta.05"

    /// The id as C reads it.
    var id: StaticString {
        switch self {
        case .signalsKept: "disc.12"
        case .olderHost: "abi.04"
        case .reservedZero: "abi.09"
        case .noCallAfter: "life.07"
        case .outputAsNegotiated: "port.03"
        case .inputReadOnly: "mem.01"
        case .overread: "mem.02"
        case .balance: "mem.05"
        case .useAfterRelease: "mem.06"
        case .callbackThread: "thr.04"
        case .range: "flow.05"
        case .errorHasMessage: "flow.07"
        case .hygiene: "meta.05"
        }
    }
}
