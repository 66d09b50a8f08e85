/// One thing that is wrong, or doubtful, in what the user wrote.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// Nothing can run.
        case error
        /// It runs, and is probably not what was meant.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// What kind of mistake it is, in a stable word such as `unknown-key`.
    public let code: String
    /// What is wrong.
    public let message: String
    /// What to write instead; may be empty.
    public let remedy: String
    /// Where it is.
    public let site: Site

    /// States a finding.
    public init(_ severity: Severity, _ code: String, _ message: String, remedy: String = "", at site: Site) {
        self.severity = severity
        self.code = code
        self.message = message
        self.remedy = remedy
        self.site = site
    }

    /// `file:line:column: error: message; remedy`.
    public var description: String {
        let place = site.description
        let text = remedy.isEmpty ? message : "\(message); \(remedy)"
        return place.isEmpty ? "\(severity.rawValue): \(text)" : "\(place): \(severity.rawValue): \(text)"
    }
}

extension Collection<Finding> {
    /// Whether any of them keeps the graph from running.
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// In the order of the files' lines, each once.
    public func inOrder() -> [Finding] {
        var seen: Set<Finding> = []
        return filter { seen.insert($0).inserted }.enumerated()
            .sorted { a, b in
                if Site.precedes(a.element.site, b.element.site) { return true }
                return !Site.precedes(b.element.site, a.element.site) && a.offset < b.offset
            }.map(\.element)
    }
}
