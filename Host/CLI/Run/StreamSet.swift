import CHostShim
import Glibc
import HostCapture
import HostCore
import HostGraph
import HostRuntime
import Synchronization

/// The sources of a run and their ways into the graph.
final class StreamSet: Sendable {
    private struct Stream: Sendable {
        let feed: StreamFeed
        let adapter: StreamAdapter
        let source: any CaptureSource
    }

    private let streams: [Stream]
    private let gauge: Mutex<PressureGauge>

    /// Makes a source for each stream of the plan; nothing is opened yet.
    /// - Throws: `graph` for an address that is wrong.
    init(_ graph: RunningGraph, clock: any HostClock, screen: Screen, log: @escaping LogSink) throws(HostError) {
        var streams: [Stream] = []
        for (plan, feed) in zip(graph.plan.streams, graph.feeds) {
            let adapter = StreamAdapter(
                plan, feed: feed, store: graph.store, clock: clock, screen: screen, log: log)
            let source = try CaptureFactory.make(
                Self.request(plan), memory: graph.store, clock: clock, sink: adapter)
            streams.append(Stream(feed: feed, adapter: adapter, source: source))
        }
        self.streams = streams
        gauge = Mutex(PressureGauge(graph.plan))
    }

    private static func request(_ plan: StreamPlan) -> CaptureRequest {
        let source: CaptureRequest.Source =
            switch plan.source {
            case .uri(let uri): .uri(uri)
            case .gst(let description): .description(description)
            }
        var request = CaptureRequest(name: plan.name, source: source, formats: [plan.format])
        request.pace = plan.pace == .realtime ? .realtime : .max
        if case .gst = plan.source { request.isLive = plan.isLive }
        if case .uri(let uri) = plan.source, uri.hasPrefix("test:") { request.isLive = plan.isLive }
        request.giveUp_ns = plan.giveUp_ns
        request.seed = UInt64(plan.index + 1)
        request.site = plan.site
        return request
    }

    /// Opens all sources. One that cannot be opened costs its own stream only.
    func start() {
        for stream in streams {
            do throws(HostError) {
                try stream.source.start()
            } catch {
                stream.adapter.failed(error)
            }
        }
    }

    /// Ends all sources, side by side, and then their streams. Nothing comes any more once it has returned.
    func stop() {
        for stream in streams { stream.feed.refuse() }
        let threads = streams.map { stream in HelperThread { stream.source.stop() } }
        for thread in threads { thread.join() }
        for stream in streams { stream.feed.end() }
    }

    /// What went wrong.
    var failures: [HostError] { streams.compactMap(\.adapter.failure) }

    /// Looks at what is the matter with each source. Control thread, a few times a second.
    func observe(_ statistics: RunStatistics) {
        let pressures = gauge.withLock { $0.read(statistics) }
        for (stream, pressure) in zip(streams, pressures) {
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
