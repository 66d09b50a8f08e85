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

    /// What holds each stream up, by its number; all `nil` before there are two readings to compare.
    public private(set) var pressures: [Pressure?]
    private let edges: [Edge]
    private let stages: [String]
    private var before = PressureReading()
    private var now = PressureReading()

    /// A gauge for a graph.
    public init(_ plan: ValidatedGraph) {
        self.init(
            edges: plan.edges.map { edge in
                var from: Int?
                if case .node(let node, _) = edge.from { from = node }
                return Edge(from: from, to: edge.to, streams: Set(edge.streams), hasQueue: edge.queue != nil)
            }, stages: plan.nodes.map(\.name), streamCount: plan.streams.count)
    }

    init(edges: [Edge], stages: [String], streamCount: Int) {
        self.edges = edges
        self.stages = stages
        pressures = Array(repeating: nil, count: streamCount)
    }

    /// Takes a reading and compares it with the last one, which should be a few hundred milliseconds old. Allocates
    /// nothing while no queue is full.
    /// - Parameter fill: Writes the counts of this moment.
    public mutating func read(_ fill: (inout PressureReading) -> Void) {
        swap(&before, &now)
        fill(&now)
        for stream in pressures.indices { pressures[stream] = nil }
        guard isWhole(before), isWhole(now), edges.indices.contains(where: { isFull($0) }) else { return }
        let full = edges.indices.filter { isFull($0) }
        for stream in pressures.indices {
            let last = full.first { edges[$0].streams.contains(stream) && !leadsOn($0, to: Set(full), stream) }
            pressures[stream] = last.map(culprit)
        }
    }

    private func isWhole(_ reading: PressureReading) -> Bool {
        reading.edges.count == edges.count && reading.stages.count == stages.count
    }

    private func isFull(_ index: Int) -> Bool {
        guard edges[index].hasQueue else { return false }
        let edge = now.edges[index]
        if edge.capacity > 0 && edge.left >= UInt64(edge.capacity) { return true }
        return edge.overflow > before.edges[index].overflow
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
    private func culprit(_ index: Int) -> Pressure {
        let chain = fused(edges[index].to)
        let stuck = chain.first { now.stages[$0].isAtWork && taken($0) == 0 }
        let busiest = chain.max { busy($0) < busy($1) }
        let node = stuck ?? busiest ?? edges[index].to
        return Pressure(
            stage: stages[node], isSink: !edges.contains { $0.from == node },
            isMoving: taken(node) > 0)
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

    private func taken(_ node: Int) -> UInt64 {
        now.stages[node].itemsIn &- before.stages[node].itemsIn
    }

    private func busy(_ node: Int) -> UInt64 {
        now.stages[node].busy_ns &- before.stages[node].busy_ns
    }
}
