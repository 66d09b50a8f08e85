import HostCore

/// A stream as it is written.
struct StreamDeclaration: Sendable {
    let name: String
    let site: Site
    var uri: Located<String>?
    var gst: Located<String>?
    var camera = ""
    var labels: JSONValue = [:]
    var pace: StreamPlan.Pace?
    var giveUp_ns: Int64?
    var live: Bool?
    var health: Bool?
    /// The only format that it has; `nil` for whatever is wanted.
    var format: PixelFormat?
}

/// A stage as it is written.
struct StageDeclaration: Sendable {
    let name: String
    let site: Site
    var use: Located<String>?
    var from: FromDeclaration?
    /// Whether `from:` is there but cannot be read, so that inputs that get nothing are no second finding.
    var isFromBroken = false
    var with: GraphNode?
    var queue: QueueDeclaration?
    var instances: Located<Int>?
    var isolation: IsolationDeclaration?
    var group: Located<String>?
    var onError = NodePlan.ErrorPolicy.skip
    var forEach = false
    var fuse: Located<Bool>?
    var thread: NodePlan.ThreadChoice?
    var sync = SyncDeclaration()
}

/// How branches are paired, as it is written.
struct SyncDeclaration: Sendable {
    var sync: Located<JoinPlan.Sync>?
    var within_ns: Located<Int64>?
    var wait_ns: Located<Int64>?

    var isEmpty: Bool { sync == nil && within_ns == nil && wait_ns == nil }
}

/// Where a stage's items come from.
struct FromDeclaration: Sendable {
    let site: Site
    /// One source without a port name, or one for each named port.
    let ports: [(port: Located<String>?, source: SourceDeclaration)]
}

/// What feeds one port: a list of references, merged or joined.
struct SourceDeclaration: Sendable {
    let site: Site
    let references: [Located<String>]
    /// Set when the references are joined.
    let join: SyncDeclaration?
}

/// A queue as it is written; what is left out follows from the source.
struct QueueDeclaration: Sendable {
    let site: Site
    var capacity: Int?
    var policy: QueuePlan.Policy?
    var policySite: Site
}
