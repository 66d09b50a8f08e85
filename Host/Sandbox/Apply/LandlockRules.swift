import CHostShim
import Glibc
import HostCore

/// A set of Landlock rules for a policy. What the kernel's version does not know is left out.
struct LandlockRules: ~Copyable {
    private let rules: Int32
    private let handled: UInt64

    private static let read = UInt64(SHIM_LANDLOCK_READ_FILE | SHIM_LANDLOCK_READ_DIR)
    private static let execute = UInt64(SHIM_LANDLOCK_EXECUTE)
    private static let device = UInt64(SHIM_LANDLOCK_IOCTL_DEV_5)

    /// Makes the rules.
    /// - Throws: `missing` for a writable path that is not there, `fault` when the kernel refuses.
    init(policy: SandboxPolicy, version: Int) throws(HostError) {
        handled = Self.rights(version)
        let network = version >= 4 && !policy.grants.contains(.network) ? UInt64(SHIM_LANDLOCK_TCP_4) : 0
        rules = shim_landlock_begin(handled, network, Self.scope(policy, version))
        try SandboxError.check(rules, "make Landlock rules")
        try allow(policy)
    }

    deinit { if rules >= 0 { close(rules) } }

    /// Puts this process under the rules.
    func enforce() throws(HostError) { try SandboxError.check(shim_landlock_enforce(rules), "enforce Landlock rules") }

    private static func rights(_ version: Int) -> UInt64 {
        var rights = UInt64(SHIM_LANDLOCK_FILES_1)
        if version >= 2 { rights |= UInt64(SHIM_LANDLOCK_REFER_2) }
        if version >= 3 { rights |= UInt64(SHIM_LANDLOCK_TRUNCATE_3) }
        if version >= 5 { rights |= device }
        return rights
    }

    private static func scope(_ policy: SandboxPolicy, _ version: Int) -> UInt64 {
        guard version >= 6 else { return 0 }
        let sockets = policy.grants.contains(.network) ? 0 : UInt64(SHIM_LANDLOCK_SCOPE_SOCKET_6)
        return sockets | UInt64(SHIM_LANDLOCK_SCOPE_SIGNAL_6)
    }

    private func allow(_ policy: SandboxPolicy) throws(HostError) {
        let write = handled & ~(Self.execute | Self.device)
        let run = policy.grants.contains(.processes) ? Self.execute : 0
        for path in SystemFiles.readable(policy.grants) + policy.readable { try allow(path, Self.read | run) }
        for path in SystemFiles.devices { try allow(path, write) }
        if policy.grants.contains(.devices) { try allow("/dev", write | Self.device) }
        if policy.grants.contains(.files) { try allow("/", write | run) }
        for path in policy.writable { try allowWriting(path, write | run) }
    }

    /// What is not there, or not for this user, needs no rule.
    private func allow(_ path: String, _ rights: UInt64) throws(HostError) {
        let status = shim_landlock_allow(rules, path, rights & handled)
        if [-ENOENT, -ENOTDIR, -EACCES, -ELOOP, -ENODEV, -ENXIO].contains(status) { return }
        try SandboxError.check(status, "allow \(path)")
    }

    private func allowWriting(_ path: String, _ rights: UInt64) throws(HostError) {
        let status = shim_landlock_allow(rules, path, rights & handled)
        guard status < 0 else { return }
        throw HostError(
            .missing,
            "\(path) cannot be opened to sandboxed stages for writing: \(String(cString: shim_error_text(-status))); "
                + "make the folder first")
    }
}
