import Glibc
import HostSandbox
import Testing

@Suite("Limits of the sandbox")
struct LimitTests {
    @Test("private memory ends at its limit")
    func data() throws {
        let policy = SandboxPolicy(limits: SandboxLimits(data_bytes: 128 << 20))
        #expect(try Probe("allocate", "16", under: policy).error == 0)
        #expect(try Probe("allocate", "256", under: policy).error == ENOMEM)
    }

    @Test("address space ends at its limit")
    func addressSpace() throws {
        let policy = SandboxPolicy(limits: SandboxLimits(addressSpace_bytes: 2 << 30))
        #expect(try Probe("allocate", "4096", under: policy).error == ENOMEM)
    }

    @Test("descriptors end at their limit")
    func descriptors() throws {
        let policy = SandboxPolicy(limits: SandboxLimits(openFiles: 32))
        #expect(try Probe("open-many", "10", under: policy).error == 0)
        #expect(try Probe("open-many", "64", under: policy).error == EMFILE)
    }

    @Test("a crash leaves no core file, whatever the system does with core files", arguments: ["null", "abort"])
    func core(crash: String) throws {
        let probe = try Probe("crash", crash)
        #expect(probe.signal != 0 && probe.status & 0x80 == 0, "\(probe.account)")
    }
}
