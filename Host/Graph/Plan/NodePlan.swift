import HostCore

/// One node of a graph: an instance of a stage, or a join.
public struct NodePlan: Sendable, Hashable {
    /// What the node does.
    public enum Kind: Sendable, Hashable {
        /// Runs a stage of a library.
        case stage(StageCatalogue.Entry)
        /// Brings branches together.
        case join(JoinPlan)
    }

    /// What follows when a stage returns an error for an item.
    public enum ErrorPolicy: String, Sendable, CaseIterable {
        /// The item is dropped and counted.
        case skip
        /// The run ends.
        case stop
        /// The stage is made anew.
        case restart
    }

    /// Where a stage runs.
    public enum Isolation: Sendable, Hashable {
        /// In the host.
        case none
        /// In a worker process that it shares with all nodes of the same group.
        case process(group: String)
    }

    /// Which thread a stage runs on, where the graph file says so.
    public enum ThreadChoice: String, Sendable, CaseIterable {
        /// One for its task alone.
        case own
        /// One of the fixed set.
        case shared
    }

    /// Its number: 0, 1, … in an order in which every node stands behind those that feed it.
    public let index: Int
    /// `faces`, or `faces[door]` when the graph makes one for each stream.
    public let name: String
    /// The stage's name in the graph file; `nil` for nodes that the host adds.
    public let stageName: String?
    /// What it does.
    public let kind: Kind
    /// Its settings, complete and with paths resolved: an object.
    public let configuration: JSONValue
    /// How many run side by side.
    public let instances: Int
    /// Items that it takes in one call at most; more than 1 where it gathers them from its queues.
    public let batch: Int
    /// What follows on an error.
    public let onError: ErrorPolicy
    /// Where it runs.
    public let isolation: Isolation
    /// What it is allowed there.
    public let limits: IsolationLimits
    /// The thread that the graph file asks for.
    public let thread: ThreadChoice?
    /// What each input port carries; `nil` for those left unconnected.
    public let inputs: [ItemFormat?]
    /// What each output port carries, also when nobody takes it.
    public let outputs: [ItemFormat]
    /// The task that it runs in.
    public let task: Int
    /// Where it stands in the graph file.
    public let site: Site

    /// The stage's manifest; `nil` for a join.
    public var manifest: StageManifest? { if case .stage(let entry) = kind { entry.manifest } else { nil } }
    /// Whether the host added it: a conversion or a join.
    public var isInserted: Bool { stageName == nil }
}
