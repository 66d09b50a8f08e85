import CSluice

/// What stages had put beside a frame when it was recorded: its place among the items of its number, its regions and
/// attachments, and where its pixels come from. Points into memory of whoever made it: valid within a call.
public struct FrameContext {
    /// The item that was recorded; of its frame only the origin counts.
    public let item: sluice_item

    /// What is beside the frame of an item, with texts by the numbers of the graph that it goes into.
    public init(_ item: sluice_item) { self.item = item }
}
