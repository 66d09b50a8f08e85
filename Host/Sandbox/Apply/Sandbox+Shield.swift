import CHostShim
import Glibc
import HostCore

extension Sandbox {
    /// Keeps this process, and all that it starts, from sending signals to its parent, to the group of its parent and to
    /// all processes at once: a plugin under test that calls `kill(-1, SIGTERM)`, as one does whose variable was never
    /// set, then gets EPERM and ends nobody. Everything else stays allowed. For good; to be called before a thread is
    /// started. Where the kernel has no filters nothing happens.
    /// - Throws: `fault` when the kernel refuses what it said it has.
    public static func shieldParent() throws(HostError) {
        let support = support()
        guard support.hasCallFilters, support.hasNoNewPrivileges else { return }
        let parent = getppid()
        let filter = CallFilter(shielding: [parent, -1, -getpgid(parent)])
        try SandboxError.check(shim_no_new_privileges(), "keep from gaining privileges")
        try SandboxError.check(shim_filter_install(filter.lines, UInt32(filter.lines.count)), "filter system calls")
    }
}
