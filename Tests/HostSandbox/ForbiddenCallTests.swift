import Glibc
import HostSandbox
import Testing

/// Something that a plugin may try, and the call by which the sandbox refuses it.
struct Attempt: Sendable, CustomTestStringConvertible {
    let action: String
    let argument: String
    /// What is written down: the name of the call, or one of several that C libraries use.
    let calls: Set<String>
    let grant: SandboxGrant?

    init(_ action: String, _ argument: String = "", refused calls: String..., grant: SandboxGrant? = nil) {
        self.action = action
        self.argument = argument
        self.calls = Set(calls)
        self.grant = grant
    }

    var testDescription: String { argument.isEmpty ? action : "\(action) \(argument)" }
}

@Suite("Calls that the sandbox refuses", .enabled(if: Kernel.hasFilters, "this kernel has no system-call filters"))
struct ForbiddenCallTests {
    static let host = String(getpid())

    static let attempts = [
        Attempt("internet", refused: "socket", grant: .network),
        Attempt("local-datagram", refused: "socket", grant: .network),
        Attempt("pair-of-datagrams", refused: "socketpair", grant: .network),
        Attempt("connect-path", "/run/docker.sock", refused: "connect", grant: .network),
        Attempt("fork", refused: "fork", "vfork", "clone", grant: .processes),
        Attempt("spawn", "/bin/true", refused: "vfork", "clone", grant: .processes),
        Attempt("exec", "/bin/true", refused: "execve", grant: .processes),
        Attempt("signal", host, refused: "kill", grant: .processes),
        Attempt("signal-group", refused: "kill", grant: .processes),
        Attempt("priority", refused: "sched_setscheduler", grant: .priorities),
        Attempt("chmod", "/etc/hostname", refused: "chmod", "fchmodat", grant: .files),
        Attempt("type", refused: "ioctl", grant: .devices),
        Attempt("ptrace", host, refused: "ptrace"),
        Attempt("read-process", host, refused: "process_vm_readv"),
        Attempt("mount", "/tmp", refused: "mount"),
        Attempt("unshare", refused: "unshare"),
        Attempt("session", refused: "setsid"),
        Attempt("setuid", refused: "setuid"),
        Attempt("set-dumpable", refused: "prctl"),
        Attempt("survive-parent", refused: "prctl"),
        Attempt("set-owner", host, refused: "fcntl"),
        Attempt("bpf", refused: "bpf"),
        Attempt("keyctl", refused: "keyctl"),
        Attempt("io-uring", refused: "io_uring_setup"),
        Attempt("userfaultfd", refused: "userfaultfd"),
        Attempt("shmget", refused: "shmget"),
    ]

    @Test("each is refused with EPERM, named, and the process goes on", arguments: attempts)
    func refused(_ attempt: Attempt) throws {
        let probe = try Probe(attempt.action, attempt.argument)
        #expect(probe.error == EPERM, "\(probe.account)")
        let call = try #require(probe.remains.refusals.first { attempt.calls.contains($0.name) }, "\(probe.account)")
        #expect(call.remedy == attempt.grant.map { .grant($0) })
        #expect(call.text().contains("the sandbox refused \(call.name)("))
    }

    @Test("a refused call is told with what it was about and how to allow it")
    func words() throws {
        let probe = try Probe("connect-path", "/run/docker.sock")
        let call = try #require(probe.remains.refusals.first)
        #expect(
            call.text(caller: "libx.so")
                == "the sandbox refused connect(/run/docker.sock), called from libx.so; grant it by `grants: [network]`"
        )
        #expect(call.caller(in: probe.remains.images) == "sandbox-probe")
        #expect(try Probe("internet").remains.refusals.first?.call == "socket(AF_INET)")
    }

    @Test(
        "what every program needs works, and nothing is written down",
        arguments: [
            ("thread", ""), ("pair-of-streams", ""), ("pair-of-packets", ""), ("signal-self", ""), ("pin", ""),
            ("name-thread", "work"), ("executable-memory", ""), ("user", ""), ("allocate", "64"),
            ("read", "/proc/self/status"), ("write", "/dev/null"),
        ])
    func permitted(action: String, argument: String) throws {
        let probe = try Probe(action, argument)
        #expect(probe.error == 0, "\(probe.account)")
        #expect(probe.remains.refusals.isEmpty, "\(probe.account)")
    }

    @Test("a refused call does not kill a thread that blocks all signals")
    func blockedSignals() throws {
        let probe = try Probe("internet-with-signals-blocked")
        #expect(probe.error == EPERM, "\(probe.account)")
        #expect(probe.refused == ["socket"])
    }

    @Test("the handler of refused calls cannot be taken away")
    func handler() throws { #expect(try Probe("take-handler").error == EPERM) }

    @Test("calls that nobody knows do not exist", arguments: ["9999", "435"])
    func unknown(number: String) throws {
        let probe = try Probe("raw", number)
        #expect(probe.error == ENOSYS, "\(probe.account)")
        #expect(probe.remains.refusals.isEmpty)
    }

    @Test("a sandbox is not set up beside a thread that would stay outside")
    func threads() throws {
        let probe = try Probe("late")
        #expect(probe.status >> 8 == 3)
        #expect(probe.output.contains("cannot be set up in a process with 2 threads"), "\(probe.account)")
    }

    @Test("without filters the same calls work: the tests above see the filter and nothing else")
    func control() throws {
        for (action, argument) in [("internet", ""), ("fork", ""), ("spawn", "/bin/true")] {
            #expect(try Probe(action, argument, features: "none").error == 0)
        }
        #expect(try Probe("internet", features: "no-filters").error == 0)
    }
}
