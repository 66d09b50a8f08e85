import CHostShim
import HostCore

/// The sandbox of processes that run plugins.
public enum Sandbox {
    /// What the running kernel offers. Cheap; the same for host and workers of one machine, unless a container differs.
    public static func support() -> SandboxSupport {
        SandboxSupport(
            landlock: Int(shim_landlock_version()), hasCallFilters: shim_has_filters() != 0,
            hasNoNewPrivileges: shim_has_no_new_privileges() != 0)
    }

    /// Puts this process under a policy, for good. To be called before the process starts a thread and before it loads
    /// anything that it does not trust. What the kernel does not offer is left out: see `SandboxSupport.missing`.
    /// - Parameters:
    ///   - policy: What the process may do.
    ///   - record: Where refused calls are written; they return EPERM to the caller either way.
    ///   - support: What to use of the kernel.
    /// - Throws: `state` when there is a thread already; `missing` for a writable path that is not there; `fault` when
    ///   the kernel refuses a feature that it said it has. The process must then end: part of the sandbox may be up.
    public static func apply(
        _ policy: SandboxPolicy, record: WorkerRecordMap? = nil, support: SandboxSupport = support()
    ) throws(HostError) {
        try SandboxSetup(policy: policy, support: support).run(record: record)
    }
}
