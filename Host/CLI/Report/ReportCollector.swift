import HostCore
import HostGraph
import HostRuntime
import Synchronization

/// Gathers, while a graph runs, what its report shows: the candidates before a best-shot stage, what it chose, and the
/// ends of tracks. Bounded: what is too much is counted.
final class ReportCollector: Sendable {
    struct State {
        var contents = ReportContents()
        /// Where the track of a stream stands.
        var places: [Key: Int] = [:]
    }

    struct Key: Hashable {
        let stream: Int
        let track: UInt64
    }

    static let trackLimit = 400
    static let keyLimit = 100_000
    static let pointLimit = 2000
    static let shotLimit = 6

    /// The nodes that choose.
    let choosers: Set<Int>
    /// The nodes whose items they choose from.
    let feeders: Set<Int>
    private let trackers: Set<Int>
    let scoreName: String
    let state = Mutex(State())

    init(_ plan: ValidatedGraph) {
        let choosing = plan.nodes.filter { $0.manifest?.shortName == "best-shot" }
        choosers = Set(choosing.map(\.index))
        trackers = Set(plan.nodes.filter { $0.manifest?.records.contains("sluice.track-end") ?? false }.map(\.index))
        var feeders: Set<Int> = []
        for edge in choosing.flatMap({ plan.edges(into: $0.index) }) {
            if case .node(let node, _) = edge.from { feeders.insert(node) }
        }
        self.feeders = feeders.subtracting(choosers)
        let name = choosing.first?.configuration["score"]?.stringValue ?? "quality"
        scoreName = name
        let (choosesShots, followsTracks) = (!choosing.isEmpty, !trackers.isEmpty)
        state.withLock {
            $0.contents.score = name
            $0.contents.choosesShots = choosesShots
            $0.contents.followsTracks = followsTracks
        }
    }

    /// What the run shall show to this collector.
    var observer: ItemObserver {
        ItemObserver(nodes: choosers.union(feeders).union(trackers)) { [self] item in receive(item) }
    }

    /// What was gathered, tracks in order of their first frames.
    var contents: ReportContents {
        var contents = state.withLock { $0.contents }
        contents.tracks.sort { ($0.stream, $0.first_ns, $0.id) < ($1.stream, $1.first_ns, $1.id) }
        return contents
    }
}
