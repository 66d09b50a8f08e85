import CHostShim

/// What a worker wrote into its record, checked: the worker's plugins can write there too.
public struct WorkerSnapshot: Sendable, Hashable {
    /// The items that its threads were at, by slot.
    public internal(set) var items: [Int: ItemMark] = [:]
    /// Calls that the sandbox refused, in order of their first time.
    public internal(set) var refusals: [RefusedCall] = []
    /// How many were refused, equal ones and those that did not fit included.
    public internal(set) var refusalCount: UInt64 = 0
    /// How it crashed, when it did and could write it down.
    public internal(set) var crash: CrashTrace?
    /// What was mapped when it said so last.
    public internal(set) var images: [MappedImage] = []

    /// Nothing.
    public init() {}
}
