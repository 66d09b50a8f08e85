import CHostShim
import HostCore

/// What the kernel says when it refuses a part of the sandbox that it said it has.
enum SandboxError {
    /// - Throws: `fault` for a status below 0, which is a negative error number.
    static func check(_ status: Int32, _ what: String) throws(HostError) {
        guard status < 0 else { return }
        throw HostError(
            .fault,
            "the sandbox could not \(what): \(String(cString: shim_error_text(-status))); nothing runs without "
                + "it: tell us, with the output of 'uname -a'")
    }
}
