import CHostShim
import Glibc
import HostCapture
import HostCore
import HostGraph
import HostRuntime

/// The sources of a run and their ways into the graph. Control thread.
final class StreamSet {
    private struct Stream {
        let feed: StreamFeed
        let adapter: StreamAdapter
        let source: any CaptureSource
    }

    private var streams: [Stream] = []
    /// What went wrong with sources that are gone.
    private var pastFailures: [HostError] = []
    private let clock: any HostClock
    private let screen: Screen
    private let log: LogSink
    private var gauge: PressureGauge
    private let replay: ReplaySession?

    /// Makes a source for each stream of the plan; nothing is opened yet.
    /// - Throws: `graph` for an address that is wrong.
    init(
        _ graph: RunningGraph, clock: any HostClock, screen: Screen, log: @escaping LogSink, replay: ReplaySession?
    ) throws(HostError) {
        self.replay = replay
        self.clock = clock
        self.screen = screen
        self.log = log
        gauge = PressureGauge(graph.plan)
        for (plan, feed) in zip(graph.plan.streams, graph.feeds) { streams.append(try make(plan, feed, graph)) }
    }

    private func make(_ plan: StreamPlan, _ feed: StreamFeed, _ graph: RunningGraph) throws(HostError) -> Stream {
        let adapter = StreamAdapter(
            plan, feed: feed, store: graph.store, clock: clock, screen: screen, log: log)
        let request = CaptureRequest(plan)
        let source: any CaptureSource =
            if let replay {
                try replay.source(request, memory: graph.store, sink: adapter)
            } else {
                try CaptureFactory.make(request, memory: graph.store, clock: clock, sink: adapter)
            }
        return Stream(feed: feed, adapter: adapter, source: source)
    }

    /// Follows an edit: opens the sources of streams that are new, ends those of streams that are gone.
    func follow(_ graph: RunningGraph) throws(HostError) {
        let gone = streams.filter { stream in !graph.feeds.contains { $0 === stream.feed } }
        let known = streams
        gauge = PressureGauge(graph.plan)
        streams = []
        for (plan, feed) in zip(graph.plan.streams, graph.feeds) {
            if let stream = known.first(where: { $0.feed === feed }) {
                streams.append(stream)
            } else {
                let stream = try make(plan, feed, graph)
                streams.append(stream)
                Self.open(stream)
            }
        }
        Self.end(gone)
        pastFailures += gone.compactMap(\.adapter.failure)
    }

    /// Opens all sources. One that cannot be opened costs its own stream only.
    func start() { streams.forEach(Self.open) }

    private static func open(_ stream: Stream) {
        do throws(HostError) {
            try stream.source.start()
        } catch {
            stream.adapter.failed(error)
        }
    }

    /// Ends all sources, side by side, and then their streams. Nothing comes any more once it has returned.
    func stop() { Self.end(streams) }

    private static func end(_ streams: [Stream]) {
        for stream in streams { stream.feed.refuse() }
        let threads = streams.map { stream in
            let source = stream.source
            return HelperThread { source.stop() }
        }
        for thread in threads { thread.join() }
        for stream in streams { stream.feed.end() }
    }

    /// What went wrong.
    var failures: [HostError] { pastFailures + streams.compactMap(\.adapter.failure) }

    /// Looks at what is the matter with each source. Control thread, a few times a second.
    func observe(_ graph: RunningGraph) {
        gauge.read { graph.read(into: &$0) }
        // A recording has its own pace, and whose turn it is not gives nothing: only its end can be judged.
        for (stream, pressure) in zip(streams, gauge.pressures) where replay == nil || stream.adapter.hasEnded {
            stream.adapter.observe(stream.source.statistics, held: pressure)
        }
    }

    /// Adds what is known of the sources to the counts of the graph.
    func add(to statistics: inout RunStatistics) {
        for (index, stream) in streams.enumerated() where statistics.streams.indices.contains(index) {
            stream.adapter.add(stream.source.statistics, to: &statistics.streams[index])
        }
    }
}
