import CHostShim
import Glibc
import HostCore

/// The steps that put this process under a policy. Their order matters: each takes away what later ones do not need.
struct SandboxSetup {
    let policy: SandboxPolicy
    let support: SandboxSupport

    func run(record: WorkerRecordMap?) throws(HostError) {
        try checkAlone()
        if support.hasNoNewPrivileges { try check(shim_no_new_privileges(), "keep from gaining privileges") }
        try limit()
        try guardMemory()
        try check(shim_drop_capabilities(), "give up capabilities")
        try confineFiles()
        try filterCalls(record)
    }

    /// A thread that runs already would keep what the others give up.
    private func checkAlone() throws(HostError) {
        let threads = shim_thread_count()
        guard threads > 1 else { return }
        throw HostError(
            .state,
            "a sandbox cannot be set up in a process with \(threads) threads; start sluice-worker without tools "
                + "that add threads to it")
    }

    private func limit() throws(HostError) {
        let limits = policy.limits
        var wanted: [(Int32, UInt64?)] = [
            (Int32(SHIM_LIMIT_ADDRESS_SPACE), limits.addressSpace_bytes), (Int32(SHIM_LIMIT_DATA), limits.data_bytes),
            (Int32(SHIM_LIMIT_CPU_S), limits.cpu_s), (Int32(SHIM_LIMIT_OPEN_FILES), limits.openFiles),
            (Int32(SHIM_LIMIT_FILE_SIZE), limits.fileSize_bytes), (Int32(SHIM_LIMIT_PROCESSES), limits.processes),
        ]
        if !policy.grants.contains(.debugging) { wanted.append((Int32(SHIM_LIMIT_CORE), 0)) }
        if !policy.grants.contains(.priorities) {
            wanted += [(Int32(SHIM_LIMIT_REALTIME), 0), (Int32(SHIM_LIMIT_NICE), 0)]
        }
        for case (let limit, let value?) in wanted { try check(shim_limit(limit, value), "lower a resource limit") }
    }

    /// RLIMIT_CORE does not hold for core dumps that go to a program (core(5)), so the process is made undumpable.
    private func guardMemory() throws(HostError) {
        if policy.grants.contains(.debugging) {
            try check(shim_dump_private_memory_only(), "keep frames out of core dumps")
        } else {
            try check(shim_forbid_dumps(), "forbid core dumps")
        }
    }

    private func confineFiles() throws(HostError) {
        guard support.landlock > 0 else { return }
        let rules = try LandlockRules(policy: policy, version: support.landlock)
        try rules.enforce()
    }

    private func filterCalls(_ record: WorkerRecordMap?) throws(HostError) {
        guard support.hasCallFilters else { return }
        let filter = CallFilter(policy: policy, hasLandlock: support.landlock > 0, process: getpid())
        try check(shim_refusals_install(record?.record), "take refused calls")
        try check(shim_filter_install(filter.lines, UInt32(filter.lines.count)), "filter system calls")
    }

    private func check(_ status: Int32, _ what: String) throws(HostError) {
        try SandboxError.check(status, what)
    }
}
