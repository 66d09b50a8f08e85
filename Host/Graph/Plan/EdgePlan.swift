import HostCore

/// One edge of a graph. A node's output with several edges gives each of them every item.
public struct EdgePlan: Sendable, Hashable {
    /// Where an edge begins.
    public enum Source: Sendable, Hashable {
        /// At a stream.
        case stream(Int)
        /// At an output port of a node.
        case node(Int, port: Int)
    }

    /// Its number: 0, 1, …
    public let index: Int
    /// Where it begins.
    public let from: Source
    /// The node where it ends.
    public let to: Int
    /// The input port where it ends.
    public let port: Int
    /// What it carries, as the consumer sees it.
    public let format: ItemFormat
    /// Whether the consumer sees the luma plane of an I420 or NV12 frame as GRAY8.
    public let lumaView: Bool
    /// Its queue; `nil` when producer and consumer run in one task.
    public let queue: QueuePlan?
    /// Whether progress without items must travel along it: it leads to a join or to a stage that wants to hear of it.
    public let needsProgress: Bool
    /// The streams whose items pass, in order of their numbers; empty behind a source stage.
    public let streams: [Int]
    /// Whether any of them is live.
    public let isLive: Bool
    /// The entry of the graph file that draws it.
    public let site: Site

    /// Whether producer and consumer run in one task.
    public var fused: Bool { queue == nil }
}
