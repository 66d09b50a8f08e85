import HostCore
import HostGraph

/// The time after an edit in which it may still be taken back.
struct Trial {
    /// The plan before it.
    let plan: ValidatedGraph
    /// The nodes that it brought.
    let nodes: [UnsafeMutablePointer<Node>]
    let since_ns: Int64
    /// It has ended sources, which cannot be undone.
    let endsSources: Bool

    /// Items that each new stage has to take without an error.
    static let items: UInt64 = 30
    /// After this time the edit stands, however few items there were.
    static let limit_ns: Int64 = 30_000_000_000

    /// The first new stage that failed, and why.
    var failure: (name: String, reason: String)? {
        for node in nodes where node.pointee.errors.value > 0 && node.pointee.itemsIn.value <= Self.items {
            let control = node.pointee.control.takeUnretainedValue()
            return (control.plan.name, control.state.withLock { $0.lastError })
        }
        return nil
    }

    func isOver(_ now_ns: Int64) -> Bool {
        now_ns - since_ns > Self.limit_ns
            || nodes.allSatisfy { $0.pointee.itemsIn.value >= Self.items || $0.pointee.isFinished }
    }
}
