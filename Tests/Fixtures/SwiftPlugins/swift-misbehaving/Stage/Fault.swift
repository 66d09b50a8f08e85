import Glibc
import PluginSDK

/// The ways in which Swift code goes wrong.
public enum Fault: String, SettingChoice {
    /// Not at all.
    case none
    /// `fatalError`.
    case fatal
    /// An array index out of range.
    case index
    /// A sum that overflows.
    case overflow
    /// `abort`.
    case abort
    /// `exit`, with handlers.
    case exit
    /// A call that never ends of itself.
    case stackOverflow = "stack-overflow"
    /// A signal to itself.
    case signal
    /// An error, as the contract has it.
    case error

    /// Goes wrong.
    func happen(_ signal: Int, at count: Int) throws(StageError) {
        switch self {
        case .none: break
        case .fatal: fatalError("asked to fail at \(count)")
        case .index: _ = [Int](repeating: 0, count: min(count, 0))[count]
        case .overflow: _ = (Int.max - min(count, 0)) + count
        case .abort: Glibc.abort()
        case .exit: Glibc.exit(7)
        case .stackOverflow: _ = Fault.deep(count)
        // To this thread: a signal to the process may come to another one, and later.
        case .signal: raise(Int32(signal))
        case .error: throw StageError(.failed, "asked to fail at \(count)")
        }
    }

    @inline(never)
    private static func deep(_ count: Int) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { room in
            room[0] = UInt8(truncatingIfNeeded: count)
            return deep(count + 1) + Int(room[0])
        }
    }
}
