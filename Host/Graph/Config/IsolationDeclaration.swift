import HostCore

/// `isolation:` as it is written.
struct IsolationDeclaration: Sendable {
    let site: Site
    /// Whether it asks for a worker process.
    var isProcess: Bool
    /// Who shares the worker; `nil` for nobody.
    var group: Located<String>?
    var limits = IsolationLimits()
    /// The stage that takes the place of one that fails too often.
    var by: Located<String>?
    var with: GraphNode?
}
