/// What a ``PressureGauge`` compares: counts of one moment. Its memory is used again from one reading to the next.
public struct PressureReading: Sendable {
    /// An edge's queue; all zero for an edge without.
    struct Edge: Sendable {
        var capacity = 0
        var left: UInt64 = 0
        /// Items dropped because the queue was full.
        var overflow: UInt64 = 0
    }

    struct Stage: Sendable {
        var itemsIn: UInt64 = 0
        var busy_ns: UInt64 = 0
        var isAtWork = false
    }

    var edges: [Edge] = []
    var stages: [Stage] = []

    /// Nothing read yet.
    public init() {}
}
