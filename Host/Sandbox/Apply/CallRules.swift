import CHostShim
import Glibc

/// The rules of a policy, call by call. Numbers of options are those of the kernel's interface, the same on all
/// processors that Sluice runs on.
struct CallRules {
    let policy: SandboxPolicy
    let hasLandlock: Bool
    let process: UInt32

    private static let frequent = [
        "futex", "read", "write", "ppoll", "epoll_pwait", "epoll_wait", "poll", "recvmsg", "sendmsg", "clock_nanosleep",
        "madvise", "mmap", "munmap", "mprotect", "close", "fstat", "pread64", "lseek",
    ]

    /// All rules, those of frequent calls first, for kernels that run the program each time.
    func all() -> [(number: Int32, rule: CallRule)] {
        var count: UInt32 = 0
        guard let calls = shim_calls(&count) else { return [] }
        let rules = (0..<Int(count)).map { index in
            let call = calls[index]
            let name = String(cString: call.name)
            let rule = withoutHandler(rule(name, call.group))
            return (place: Self.frequent.firstIndex(of: name) ?? .max, number: call.number, rule: rule)
        }
        return rules.sorted { ($0.place, $0.number) < ($1.place, $1.number) }.map { ($0.number, $0.rule) }
    }

    /// Programs that are executed keep the filter and not the handler: a trapped call would end them. Where they are
    /// allowed, calls are refused without being written down.
    private func withoutHandler(_ rule: CallRule) -> CallRule {
        guard has(.processes) else { return rule }
        return CallRule(
            cases: rule.cases.map { CallRule.Case(tests: $0.tests, action: $0.action.withoutHandler) },
            otherwise: rule.otherwise.withoutHandler)
    }

    private func rule(_ name: String, _ group: UInt32) -> CallRule {
        switch shim_call_group(rawValue: group) {
        case SHIM_CALL_BASE: .always(.allow)
        case SHIM_CALL_CHECKED: checked(name)
        case SHIM_CALL_OPEN: opening(name)
        case SHIM_CALL_CHANGE: changing
        case SHIM_CALL_FILES: allowed(by: .files)
        case SHIM_CALL_NETWORK: allowed(by: .network)
        case SHIM_CALL_PROCESS: allowed(by: .processes)
        case SHIM_CALL_PRIORITY: allowed(by: .priorities)
        case SHIM_CALL_ABSENT: .always(.fail(ENOSYS))
        default: .always(.refuse)
        }
    }

    private func has(_ grant: SandboxGrant) -> Bool { policy.grants.contains(grant) }

    private func allowed(by grant: SandboxGrant) -> CallRule { .always(has(grant) ? .allow : .refuse) }

    /// The handler's own attempt comes from the gate.
    private var attempt: CallRule {
        let gate = ArgumentTest(place: .instructionPointer, value: shim_gate_address(), mask: .max)
        return .all([gate], .allow, otherwise: .attempt)
    }

    private var changing: CallRule {
        if has(.files) { return .always(.allow) }
        if hasLandlock { return attempt }
        return .always(policy.writable.isEmpty ? .refuse : .allow)
    }

    /// Without Landlock, and with nothing to write, files can at least be opened for reading only.
    private func opening(_ name: String) -> CallRule {
        if has(.files) { return .always(.allow) }
        if hasLandlock { return attempt }
        if !policy.writable.isEmpty { return .always(.allow) }
        let changes = UInt32(O_ACCMODE | O_CREAT | O_TRUNC) | 0o20_000_000  // the bit of O_TMPFILE
        switch name {
        case "open": return .all([.int(1, 0, mask: changes)], .allow, otherwise: .refuse)
        case "openat": return .all([.int(2, 0, mask: changes)], .allow, otherwise: .refuse)
        case "openat2": return .always(.fail(ENOSYS))  // its flags are behind a pointer
        default: return .always(.refuse)
        }
    }
}

extension CallRules {
    private func checked(_ name: String) -> CallRule {
        switch name {
        case "clone": thread
        case "connect": has(.network) ? .always(.allow) : .always(.connect)
        case "sendto": has(.network) ? .always(.allow) : .all([.word(4, 0)], .allow, otherwise: .refuse)
        case "socket": socket
        case "socketpair": socketPair
        case "fcntl": fileControl
        case "ioctl": deviceControl
        case "kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo":
            has(.processes) ? .always(.allow) : .all([.int(0, process)], .allow, otherwise: .refuse)
        case "personality": .all([.int(0, .max)], .allow, otherwise: .refuse)
        case "prctl": .any(Self.harmlessOptions.map { .int(0, $0) }, .allow, otherwise: .refuse)
        case "prlimit64": .any([.int(0, 0), .int(0, process)], .allow, otherwise: .refuse)
        case "process_vm_readv": .all([.int(0, process)], .allow, otherwise: .refuse)
        case "rt_sigaction": signalAction
        case "rt_sigprocmask":
            .any([.int(0, UInt32(SIG_UNBLOCK)), .word(1, 0)], .allow, otherwise: .changeMask)
        case "sched_setaffinity":
            .any([.int(0, 0), .int(0, process)], .allow, otherwise: has(.priorities) ? .allow : .refuse)
        default: .always(.refuse)
        }
    }

    /// Threads, and with the grant processes; never name spaces, nor children that are not this process's own.
    private var thread: CallRule {
        let thread: UInt32 = 0x0001_0000 | 0x0000_0100 | 0x0000_0800  // CLONE_THREAD, CLONE_VM, CLONE_SIGHAND
        let forbidden: UInt32 = 0x7E02_0000 | 0x0000_8000  // CLONE_NEW*, CLONE_PARENT
        var cases = [CallRule.Case(tests: [.int(0, thread, mask: thread | forbidden)], action: .allow)]
        if has(.processes) { cases.append(CallRule.Case(tests: [.int(0, 0, mask: forbidden)], action: .allow)) }
        return CallRule(cases: cases, otherwise: .refuse)
    }

    /// A local stream socket alone does no harm: connect and bind are refused. Datagrams could be sent unconnected.
    private var socket: CallRule {
        let stream = CallRule.Case(tests: [.int(0, UInt32(AF_UNIX)), .int(1, 1, mask: 0xF)], action: .allow)
        guard has(.network) else { return CallRule(cases: [stream], otherwise: .refuse) }
        let families = [AF_UNIX, AF_INET, AF_INET6].map {
            CallRule.Case(tests: [.int(0, UInt32($0))], action: .allow)
        }
        let routes = CallRule.Case(tests: [.int(0, UInt32(AF_NETLINK)), .int(2, 0)], action: .allow)
        return CallRule(cases: families + [routes], otherwise: .refuse)
    }

    /// Streams (1) and packets (5), which cannot be sent elsewhere.
    private var socketPair: CallRule {
        let local = ArgumentTest.int(0, UInt32(AF_UNIX))
        if has(.network) { return .all([local], .allow, otherwise: .refuse) }
        return CallRule(
            cases: [1, 5].map { CallRule.Case(tests: [local, .int(1, $0, mask: 0xF)], action: .allow) },
            otherwise: .refuse)
    }

    /// F_SETOWN, F_SETSIG, F_SETOWN_EX and F_NOTIFY make the kernel send signals to whom they name.
    private var fileControl: CallRule {
        .any([8, 10, 15, 1026].map { .int(1, $0) }, .refuse, otherwise: .allow)
    }

    /// Questions about a descriptor: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. With the grant all but
    /// what types on a terminal: TIOCSTI, TIOCLINUX.
    private var deviceControl: CallRule {
        if has(.devices) { return .any([0x5412, 0x541C].map { .int(1, $0) }, .refuse, otherwise: .allow) }
        return .any(
            [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451].map { .int(1, $0) }, .allow, otherwise: .refuse)
    }

    /// SIGSYS belongs to the sandbox: others may ask for its action, and not set it.
    private var signalAction: CallRule {
        CallRule(
            cases: [
                CallRule.Case(tests: [.int(0, UInt32(SIGSYS)), .word(1, 0)], action: .allow),
                CallRule.Case(tests: [.int(0, UInt32(SIGSYS))], action: .fail(EPERM)),
            ], otherwise: .allow)
    }

    /// Options of prctl that concern the caller's own working: names of threads and memory, timer slack, huge pages,
    /// vectors, and questions. Not the signal at the parent's death, nor whether it can be dumped.
    private static let harmlessOptions: [UInt32] = [
        2, 3, 15, 16, 21, 23, 29, 30, 39, 41, 42, 50, 51, 52, 55, 56, 0x5356_4D41,
    ]
}
