import HostCapture
import HostCore
import HostMemory
import HostRuntime

/// Hands frames of a source to a graph.
final class FeedSink: CaptureSink {
    private let feed: StreamFeed
    private let store: FrameStore

    init(_ feed: StreamFeed, _ store: FrameStore) {
        self.feed = feed
        self.store = store
    }

    func begin(_ descriptor: StreamDescriptor) {
        feed.begin(
            width: descriptor.width, height: descriptor.height, rate_num: descriptor.rate.numerator,
            rate_den: descriptor.rate.denominator)
    }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
        guard let handle = store.makeFrame(frame) else {
            store.releaseSlot(frame.slot)
            return .more
        }
        let stamp = StreamFeed.Stamp(
            pts_ns: frame.pts_ns, duration_ns: frame.duration_ns, capture_ns: frame.capture_ns, wall_ns: frame.wall_ns,
            epoch: frame.epoch, flags: frame.flags.rawValue)
        return feed.push(handle, stamp) ? .more : .enough
    }

    func discontinuity(_ found: TimeBreak) {}
    func changed(_ state: CaptureState) {}
    func end() { feed.end() }
    func failed(_ error: HostError) { feed.end() }
}
