import CHostShim
import Glibc

/// What a filter does with a system call.
enum CallAction: Hashable {
    case allow
    /// Returns an error number; nobody is told.
    case fail(Int32)
    /// Refused and written down by the handler.
    case refuse
    /// Made by the handler, and written down when Landlock refuses.
    case attempt
    /// A change of the signal mask, which the handler makes.
    case changeMask
    /// A connection, which the handler refuses.
    case connect
    /// Ends the process: a call by the rules of another kind of processor.
    case kill

    /// The SECCOMP_RET_* value of linux/seccomp.h.
    var code: UInt32 {
        switch self {
        case .allow: 0x7FFF_0000
        case .fail(let error): 0x0005_0000 | UInt32(error)
        case .refuse: Self.trap | SHIM_TRAP_REFUSE.rawValue
        case .attempt: Self.trap | SHIM_TRAP_TRY.rawValue
        case .changeMask: Self.trap | SHIM_TRAP_MASK.rawValue
        case .connect: Self.trap | SHIM_TRAP_CONNECT.rawValue
        case .kill: 0x8000_0000
        }
    }

    /// The nearest action that needs no handler: Landlock still decides about files.
    var withoutHandler: CallAction {
        switch self {
        case .refuse, .connect: .fail(EPERM)
        case .attempt, .changeMask: .allow
        case .allow, .fail, .kill: self
        }
    }

    private static let trap: UInt32 = 0x0003_0000
}
