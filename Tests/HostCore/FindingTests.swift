import HostCore
import Testing

@Suite("Findings and errors")
struct FindingTests {
    @Test("a finding is one line")
    func line() {
        let site = Site(file: "a.yaml", line: 3, column: 7)
        let finding = Finding(.error, "unknown-key", "there is no key 'usee'", remedy: "write 'use'", at: site)
        #expect(finding.description == "a.yaml:3:7: error: there is no key 'usee'; write 'use'")
        #expect(Finding(.warning, "x", "unused", at: Site()).description == "warning: unused")
    }

    @Test("findings come in the order of lines, each once")
    func order() {
        let late = Finding(.error, "x", "late", at: Site(file: "a", line: 2, column: 1))
        let early = Finding(.error, "x", "early", at: Site(file: "a", line: 1, column: 9))
        let second = Finding(.warning, "x", "second", at: Site(file: "a", line: 1, column: 9))
        #expect([late, early, second, late].inOrder() == [early, second, late])
    }

    @Test("an error tells place, message and cause, and the exit status")
    func errors() {
        let cause = HostError(.file, "no such file")
        let error = HostError(.missing, "no model", cause: cause, site: Site(file: "g.yaml", line: 1, column: 2))
        #expect(error.description == "g.yaml:1:2: no model: no such file")
        #expect(error.code.exitStatus == 3)
        #expect(HostError.Code.graph.exitStatus == 2)
        #expect(HostError.Code.interrupted.exitStatus == 130)
        #expect(HostError.Code.stage.exitStatus == 1)
    }
}
