import Glibc
import HostCore
import Testing

@testable import HostSandbox

@Suite("Policies and filters as values")
struct PolicyTests {
    @Test("a policy travels as JSON and comes back the same")
    func roundTrip() throws {
        let policy = SandboxPolicy(
            readable: ["/models", "/a \"quoted\" path"], writable: ["/out"], grants: [.network, .devices],
            limits: SandboxLimits(data_bytes: 1 << 30, openFiles: 64))
        #expect(try SandboxPolicy(json: .parse(Array(policy.json.text.utf8))) == policy)
    }

    @Test(
        "a policy that is not understood is refused as a whole",
        arguments: [
            "{}", #"{"readable":[],"writable":[],"grants":["everything"],"limits":{}}"#,
            #"{"readable":[1],"writable":[],"grants":[],"limits":{}}"#,
            #"{"readable":[],"writable":[],"grants":[],"limits":{"data_bytes":-1}}"#,
            #"{"readable":[],"writable":[],"grants":[],"limits":{"speed":1}}"#,
        ])
    func refused(text: String) throws {
        let json = try JSONValue.parse(Array(text.utf8))
        #expect(throws: HostError.self) { try SandboxPolicy(json: json) }
    }

    @Test("what a kernel lacks is said, protection by protection")
    func missing() {
        let old = SandboxSupport(landlock: 0, hasCallFilters: false, hasNoNewPrivileges: true)
        #expect(old.missing == [.calls, .files, .tcp, .devices, .scope])
        #expect(old.warnings.count == 5 && old.warnings[1].contains("a kernel of 5.13 or newer"))
        #expect(SandboxSupport(landlock: 7, hasCallFilters: true, hasNoNewPrivileges: true).warnings.isEmpty)
        #expect(old.text == "no Landlock, no system-call filters, no new privileges")
    }

    @Test(
        "the program decides every call as its rule says",
        arguments: [[], SandboxGrant.allCases, [.network], [.processes]])
    func program(grants: [SandboxGrant]) throws {
        let policy = SandboxPolicy(grants: Set(grants))
        let filter = CallFilter(policy: policy, hasLandlock: true, process: 4711)
        let rules = CallRules(policy: policy, hasLandlock: true, process: 4711)
        #expect(filter.lines.count <= 4096)
        for (number, rule) in rules.all() {
            for data in CallData.all(number, for: rule) {
                #expect(
                    FilterMachine.run(filter.lines, data) == data.action(under: rule).code, "call \(number), \(data)")
            }
        }
    }

    @Test("other processors' calls end the process, unknown ones do not exist")
    func foreign() {
        let filter = CallFilter(policy: SandboxPolicy(), hasLandlock: true, process: 1)
        var data = CallData(number: 0)
        data.machine = 0x4000_0003
        #expect(FilterMachine.run(filter.lines, data) == CallAction.kill.code)
        #expect(FilterMachine.run(filter.lines, CallData(number: 0x4000_0001)) == CallAction.fail(ENOSYS).code)
        #expect(FilterMachine.run(filter.lines, CallData(number: 9999)) == CallAction.fail(ENOSYS).code)
    }
}
