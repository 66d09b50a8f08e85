import HostCore
import HostGraph
import HostMemory
import HostReplay
import HostRuntime

/// A recording in the place of a graph's sources.
struct ReplaySession: Sendable {
    let recording: Recording
    private let pace: ReplayPace
    private let clock: any HostClock
    /// Where items of several sources meet.
    private(set) var order: ReplayOrder?

    /// Opens a recording.
    /// - Parameter isRealtime: Goes on at the speed at which it was recorded.
    init(_ path: String, isRealtime: Bool, clock: any HostClock) throws(HostError) {
        recording = try Recording(path)
        self.clock = clock
        pace = ReplayPace(clock: isRealtime ? clock : nil, first_ns: try recording.firstCapture_ns())
    }

    /// Looks whether the items of several sources meet anywhere: then these go one after the other.
    mutating func prepare(for plan: ValidatedGraph) {
        var origins: [Set<EdgePlan.Source>] = []
        for node in plan.nodes {
            let incoming = plan.edges(into: node.index)
            var own: Set<EdgePlan.Source> = incoming.isEmpty ? [.node(node.index, port: 0)] : []
            for edge in incoming {
                switch edge.from {
                case .stream: own.insert(edge.from)
                case .node(let index, _): own.formUnion(origins[index])
                }
            }
            origins.append(own)
        }
        order = origins.contains { $0.count > 1 } ? ReplayOrder() : nil
    }

    /// What a graph file has to know of it.
    var inputs: ReplayInputs {
        var edges: [String: PixelFormat?] = [:]
        for edge in recording.edges { edges[edge.name] = PixelFormat.all.first { $0.description == edge.format } }
        return ReplayInputs(path: recording.path, edges: edges)
    }

    /// The source of a stream.
    func source(_ request: CaptureRequest, memory: FrameStore, sink: any CaptureSink) throws(HostError)
        -> any CaptureSource
    {
        guard let edge = recording.edge(named: request.name) else {
            throw HostError(
                .graph, "the recording '\(recording.path)' has nothing of the stream '\(request.name)'",
                site: request.site)
        }
        return ReplaySource(request, recording, edge: edge, pace: pace, order: order, memory: memory, sink: sink)
    }

    /// The stage that stands in for one without inputs; `nil` for all others.
    /// - Throws: `graph`, when the recording has nothing of it.
    func table(_ opening: StageOpening) throws(HostError) -> StageClassTable? {
        guard opening.entry.manifest.inputs.isEmpty else { return nil }
        let names = opening.plan.outputs.indices.map { RecordPoint.name(of: opening.plan, port: $0) }
        let edges = names.map { recording.edge(named: $0) }
        guard edges.contains(where: { $0 != nil }) else {
            throw HostError(
                .graph,
                "the stage '\(opening.plan.name)' makes its items itself, and the recording '\(recording.path)' has none "
                    + "of them; it has \(recording.edges.map(\.name).joined(separator: ", "))", site: opening.plan.site)
        }
        return ReplayStageTable.make(
            id: opening.entry.manifest.id, name: opening.plan.name, recording, edges: edges, pace: pace, clock: clock,
            order: order)
    }
}

/// The machine's clock as a replay uses it: workers ask the host for the time, since theirs would be today's.
final class ReplayClock: HostClock {
    private let clock = SystemClock()
    var now_ns: Int64 { clock.now_ns }
    var wall_ns: Int64 { clock.wall_ns }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        clock.sleep(until: deadline_ns, unless: isCancelled)
    }
}
