import CHostShim
import Glibc

/// An `errno` with the system's words for it.
struct ErrorNumber: Error, Sendable, Hashable, CustomStringConvertible {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    var isAbsence: Bool { number == ENOENT || number == ENOTDIR }

    var description: String { String(cString: shim_error_text(number)) }
}
