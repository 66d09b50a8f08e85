import CSluice
import HostCore
import HostGraph
import HostMemory

/// The table of a stage class, alive at least as long as the stages that are made of it, and one of its node.
public typealias StageClassTable = UnsafePointer<sluice_stage_class>

/// What is known of a stage whose table is wanted.
public struct StageOpening: Sendable {
    /// Its place in the graph.
    public let plan: NodePlan
    /// The stage and its library.
    public let entry: StageCatalogue.Entry
    /// The frame memory of the run.
    public let store: FrameStore
    /// Frames that an instance may hold beyond a call, over all its streams.
    public let holdLimit: Int
    /// Ends the run with an error. Any thread.
    public let stop: @Sendable (HostError) -> Void
}
