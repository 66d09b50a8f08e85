import Foundation
import Glibc
import HostSandbox
import Testing

@Suite("Exceptions from the sandbox", .enabled(if: Kernel.hasFilters, "this kernel has no system-call filters"))
struct GrantTests {
    @Test("network: a connection to a port that somebody listens on")
    func network() throws {
        let listener = try Listener()
        let denied = try Probe("connect-port", String(listener.port))
        #expect(denied.error == EPERM && denied.refused == ["socket"], "\(denied.account)")
        let granted = try Probe("connect-port", String(listener.port), under: SandboxPolicy(grants: [.network]))
        #expect(granted.error == 0, "\(granted.account)")
    }

    @Test(
        "processes: a fork, a program that runs",
        arguments: [("fork", ""), ("spawn", "/bin/true"), ("exec", "/bin/true")])
    func processes(action: String, argument: String) throws {
        let probe = try Probe(action, argument, under: SandboxPolicy(grants: [.processes]))
        #expect(probe.signal == 0 && (probe.error == 0 || action == "exec" && probe.status == 0), "\(probe.account)")
        #expect(probe.remains.refusals.isEmpty, "\(probe.account)")
    }

    @Test("processes: signals stay inside the sandbox", .enabled(if: Kernel.support.landlock >= 6, "no Landlock 6"))
    func signals() throws {
        let probe = try Probe("signal", String(getpid()), under: SandboxPolicy(grants: [.processes]))
        #expect(probe.error == EPERM, "\(probe.account)")
    }

    @Test("processes: a program is under the same sandbox", .enabled(if: Kernel.hasLandlock, "no Landlock"))
    func confinement() throws {
        let inside = try Folder()
        let outside = try Folder()
        let script = inside.path + "/script"
        try Data("#!/bin/sh\necho text > \(outside.path)/new || exit 1\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o755)
        let probe = try Probe("spawn", script, under: SandboxPolicy(readable: [inside.path], grants: [.processes]))
        #expect(probe.error == ECHILD, "\(probe.account)")
        #expect(!FileManager.default.fileExists(atPath: outside.path + "/new"))
        #expect(try Probe("spawn", script, features: "none").error == 0)
    }

    @Test("files: writing and changing modes anywhere")
    func files() throws {
        let folder = try Folder()
        let file = try folder.file("a")
        for action in ["write", "read", "chmod"] {
            let probe = try Probe(action, file, under: SandboxPolicy(grants: [.files]))
            #expect(probe.error == 0, "\(action): \(probe.account)")
        }
    }

    @Test("devices: a device that is not one of the harmless ones", .enabled(if: Kernel.hasLandlock, "no Landlock"))
    func devices() throws {
        let denied = try Probe("read", "/dev/ptmx")
        #expect(denied.error == EACCES, "\(denied.account)")
        #expect(denied.remains.refusals.first?.remedy == .grant(.devices))
        #expect(try Probe("read", "/dev/ptmx", under: SandboxPolicy(grants: [.devices])).error == 0)
    }

    @Test("priorities: another scheduler")
    func priorities() throws {
        #expect(try Probe("priority", under: SandboxPolicy(grants: [.priorities])).error == 0)
    }

    @Test("debugging: a process that can be dumped, and otherwise cannot")
    func debugging() throws {
        #expect(try Probe("dump").error == EPERM)
        #expect(try Probe("dump", under: SandboxPolicy(grants: [.debugging])).error == 0)
    }

    @Test("one exception opens nothing else", arguments: SandboxGrant.allCases)
    func apart(grant: SandboxGrant) throws {
        for (action, opener) in [("internet", SandboxGrant.network), ("fork", .processes), ("priority", .priorities)]
        where opener != grant {
            #expect(try Probe(action, under: SandboxPolicy(grants: [grant])).error == EPERM, "\(action) under \(grant)")
        }
    }
}

/// A port of this machine that accepts connections.
final class Listener {
    let port: UInt16
    private let fd: Int32

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) | listen(listener, 4) | getsockname(listener, $0, &size)
            }
        }
        try #require(listener >= 0 && status == 0)
        fd = listener
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(fd) }
}
