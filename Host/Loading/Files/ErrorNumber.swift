import CHostShim
import Glibc

/// An `errno` with the system's words for it.
package struct ErrorNumber: Error, Sendable, Hashable, CustomStringConvertible {
    package let number: Int32

    package init(_ number: Int32) { self.number = number }

    package var isAbsence: Bool { number == ENOENT || number == ENOTDIR }

    package var description: String { String(cString: shim_error_text(number)) }
}
