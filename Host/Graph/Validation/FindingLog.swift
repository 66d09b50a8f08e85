import HostCore

/// Collects findings of one validation. Used by one thread at a time.
final class FindingLog {
    private(set) var findings: [Finding]

    init(_ findings: [Finding] = []) { self.findings = findings }

    func add(_ finding: Finding) { findings.append(finding) }

    func error(_ code: String, _ message: String, remedy: String = "", at site: Site) {
        add(Finding(.error, code, message, remedy: remedy, at: site))
    }

    func warning(_ code: String, _ message: String, remedy: String = "", at site: Site) {
        add(Finding(.warning, code, message, remedy: remedy, at: site))
    }

    var hasErrors: Bool { findings.hasErrors }
}
