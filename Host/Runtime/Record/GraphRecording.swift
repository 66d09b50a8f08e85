import CSluice
import HostCore
import HostGraph
import HostMemory
import Synchronization

/// Keeps items at chosen points of a running graph: each point feeds one more queue, and a thread of its own empties
/// them all into a recorder.
///
/// The queue of a live point drops what finds no room, that of another one holds its source back, as edges do.
/// Concurrency: queues are made by the control thread before and while the thread runs, under the lock.
final class GraphRecording: Sendable {
    private struct Track {
        let point: RecordPoint
        let queue: EdgeQueue
        var isKnown = false
        var lost: UInt64 = 0
    }

    private static let frameCapacity = 16
    private static let capacity = 1024
    private static let nap_ns: Int64 = 500_000_000

    private let names: [String]?
    private let recorder: any ItemRecorder
    private let services: GraphServices
    private let tracks = Mutex<[Track]>([])
    private let bell = Doorbell()
    private let stopping = Atomic<Bool>(false)
    private let thread = Mutex<Running?>(nil)

    // Sound: the control thread's own.
    private struct Running: @unchecked Sendable {
        let thread: HostThread
    }

    init(_ request: RecordRequest, services: GraphServices) {
        names = request.points
        recorder = request.recorder
        self.services = services
    }

    /// Frames that its queues can hold.
    static func frames(_ request: RecordRequest, _ plan: ValidatedGraph) -> Int {
        RecordPoint.all(of: plan).count { isChosen($0, request.points) && $0.format.kind == .frame } * frameCapacity
    }

    private static func isChosen(_ point: RecordPoint, _ names: [String]?) -> Bool {
        names.map { $0.contains(where: point.isMeant) } ?? point.isSource
    }

    /// The queue of a point; `nil` for one that is not recorded. An edit of the graph gets the queue that there was.
    func queue(of point: RecordPoint) -> EdgeQueue? {
        guard Self.isChosen(point, names) else { return nil }
        return tracks.withLock { tracks in
            if let known = tracks.first(where: { $0.point.name == point.name }) { return known.queue }
            let holdsFrames = point.format.kind == nil || point.format.kind == .frame
            let queue = EdgeQueue(
                capacity: holdsFrames ? Self.frameCapacity : Self.capacity,
                policy: point.isLive ? .dropNewest : .block, store: services.store)
            queue.addConsumer(bell)
            tracks.append(Track(point: point, queue: queue))
            return queue
        }
    }

    /// Starts the thread. `false` when the system gives none.
    func start() -> Bool {
        let made = HostThread(name: "sluice-record") { [self] in run() }
        let running = Running(thread: made)
        thread.withLock { $0 = running }
        return made.start()
    }

    /// Writes what still waits, and ends. Call once nothing is pushed any more.
    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        thread.withLock { $0.take() }?.thread.join()
        for queue in queues { queue.cancelItems() }
    }

    private var queues: [EdgeQueue] { tracks.withLock { $0.map(\.queue) } }

    private func run() {
        var slot = QueueSlot()
        var begun: Set<PortStream> = []
        defer { slot.free() }
        while true {
            let isLast = stopping.load(ordering: .sequentiallyConsistent)
            if empty(&slot, &begun) { continue }
            if isLast { break }
            bell.sleep(timeout_ns: Self.nap_ns) {
                stopping.load(ordering: .sequentiallyConsistent)
                    || queues.contains { $0.waiting.load(ordering: .relaxed) > 0 }
            }
        }
        recorder.finish()
    }

    /// Takes one entry of each queue. `false` when there was none.
    private func empty(_ slot: inout QueueSlot, _ begun: inout Set<PortStream>) -> Bool {
        var found = false
        for index in tracks.withLock({ $0.indices }) {
            let queue = introduce(index)
            guard queue.pop(into: &slot, now_ns: { 0 }) else { continue }
            found = true
            noteLoss(index, queue)
            // An edit of the graph may bring a place in the middle of a stream, or tell of a beginning twice.
            if slot.kind != .end, let stream = services.streams.descriptor(slot.item.stream),
                begun.insert(PortStream(port: UInt32(index), stream: slot.item.stream)).inserted
            {
                recorder.begin(stream, point: index)
            }
            switch slot.kind {
            case .item:
                withUnsafePointer(to: &slot.item) { item in
                    recorder.take(item, point: index) { services.names.text($0) }
                }
                let frame = EdgeQueue.frame(slot.item)
                if frame != 0 { services.store.release(frame) }
            case .begin, .progress, .end: break
            }
        }
        return found
    }

    private func introduce(_ index: Int) -> EdgeQueue {
        let track = tracks.withLock { tracks in
            defer { tracks[index].isKnown = true }
            return tracks[index]
        }
        if !track.isKnown { recorder.add(track.point, number: index) }
        return track.queue
    }

    private func noteLoss(_ index: Int, _ queue: EdgeQueue) {
        let dropped = queue.snapshot.dropped[DropReason.overflowNewest.rawValue]
        let more = tracks.withLock { tracks in
            defer { tracks[index].lost = dropped }
            return dropped - tracks[index].lost
        }
        if more > 0 { recorder.lose(more, point: index) }
    }
}

/// What a run shall keep.
public struct RecordRequest: Sendable {
    /// Names of points, of which each must be one of ``RecordPoint/all(of:)``; `nil` for all sources.
    public var points: [String]?
    /// Takes them.
    public var recorder: any ItemRecorder

    /// A request.
    public init(points: [String]?, recorder: any ItemRecorder) {
        (self.points, self.recorder) = (points, recorder)
    }
}
