import HostCore
import HostGraph

/// Finds the stages that hold up streams, from counts of two moments: behind a queue that is full or drops, and with no
/// such queue farther on, stands the one to name.
public struct PressureGauge: Sendable {
    /// An edge as far as it matters here: node numbers, `nil` for a stream's own end.
    struct Edge: Sendable, Hashable {
        var from: Int?
        var to: Int
        var streams: Set<Int>
        var hasQueue: Bool
    }

    private let edges: [Edge]
    private let streamCount: Int
    private var before: RunStatistics?

    /// A gauge for a graph.
    public init(_ plan: ValidatedGraph) {
        self.init(
            edges: plan.edges.map { edge in
                var from: Int?
                if case .node(let node, _) = edge.from { from = node }
                return Edge(from: from, to: edge.to, streams: Set(edge.streams), hasQueue: edge.queue != nil)
            }, streamCount: plan.streams.count)
    }

    init(edges: [Edge], streamCount: Int) {
        self.edges = edges
        self.streamCount = streamCount
    }

    /// Compares the counts with those of the last call, which should be a few hundred milliseconds ago.
    /// - Returns: What holds each stream up, by its number; all `nil` at the first call.
    public mutating func read(_ now: RunStatistics) -> [Pressure?] {
        defer { before = now }
        guard let before, now.edges.count == edges.count else { return Array(repeating: nil, count: streamCount) }
        let full = Set(edges.indices.filter { isFull($0, before, now) })
        return (0..<streamCount).map { stream in
            let last = full.sorted().first { edges[$0].streams.contains(stream) && !leadsOn($0, to: full, stream) }
            return last.map { culprit($0, before, now) }
        }
    }

    private func isFull(_ index: Int, _ before: RunStatistics, _ now: RunStatistics) -> Bool {
        guard edges[index].hasQueue else { return false }
        let edge = now.edges[index]
        if edge.capacity > 0 && edge.left >= UInt64(edge.capacity) { return true }
        return overflow(edge) > overflow(before.edges[index])
    }

    private func overflow(_ edge: EdgeStatistics) -> UInt64 {
        edge.dropped.reduce(0) { $1.reason.hasPrefix("full") ? $0 + $1.count : $0 }
    }

    /// Whether another full queue lies behind this one.
    private func leadsOn(_ index: Int, to full: Set<Int>, _ stream: Int) -> Bool {
        var seen: Set<Int> = []
        var rest = [edges[index].to]
        while let node = rest.popLast() {
            guard seen.insert(node).inserted else { continue }
            for (next, edge) in edges.enumerated() where edge.from == node && edge.streams.contains(stream) {
                if full.contains(next) && next != index { return true }
                rest.append(edge.to)
            }
        }
        return false
    }

    /// Of the stages that run one after the other behind a queue: the one that is stuck, else the one that takes longest.
    private func culprit(_ index: Int, _ before: RunStatistics, _ now: RunStatistics) -> Pressure {
        let chain = fused(edges[index].to)
        let stuck = chain.first { now.stages[$0].isAtWork && taken($0, before, now) == 0 }
        let busiest = chain.max { busy($0, before, now) < busy($1, before, now) }
        let node = stuck ?? busiest ?? edges[index].to
        return Pressure(
            stage: now.stages[node].name, isSink: !edges.contains { $0.from == node },
            isMoving: taken(node, before, now) > 0)
    }

    private func fused(_ first: Int) -> [Int] {
        var chain = [first]
        var at = 0
        while at < chain.count {
            for edge in edges where edge.from == chain[at] && !edge.hasQueue && !chain.contains(edge.to) {
                chain.append(edge.to)
            }
            at += 1
        }
        return chain
    }

    private func taken(_ node: Int, _ before: RunStatistics, _ now: RunStatistics) -> UInt64 {
        now.stages[node].itemsIn &- before.stages[node].itemsIn
    }

    private func busy(_ node: Int, _ before: RunStatistics, _ now: RunStatistics) -> UInt64 {
        now.stages[node].busy_ns &- before.stages[node].busy_ns
    }
}
