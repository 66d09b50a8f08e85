import Synchronization

/// Spans of stage calls for a trace, up to a bound; later ones are counted, not kept.
public final class TraceRecorder: Sendable {
    /// One call of one stage.
    public struct Span: Sendable {
        /// Number of the node.
        public var node: Int32
        /// Number of the task.
        public var task: Int32
        /// Stream and number of the item.
        public var stream: UInt32
        /// The item's number.
        public var seq: UInt64
        /// On the host's monotonic clock.
        public var start_ns: Int64
        /// On the host's monotonic clock.
        public var end_ns: Int64
    }

    private struct State {
        var spans: [Span] = []
        var lost = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// Room for `limit` spans.
    public init(limit: Int = 1_000_000) {
        self.limit = limit
        state.withLock { $0.spans.reserveCapacity(min(limit, 65536)) }
    }

    func record(_ span: Span) {
        state.withLock {
            if $0.spans.count < limit { $0.spans.append(span) } else { $0.lost += 1 }
        }
    }

    /// What was recorded, and how many spans found no room.
    public var recorded: (spans: [Span], lost: Int) { state.withLock { ($0.spans, $0.lost) } }
}
