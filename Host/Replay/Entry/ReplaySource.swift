import CSluice
import HostCore
import HostMemory
import Synchronization

/// A stream of a recording as a source: the frames that were kept, in their order, with their times; those that a stage
/// gave with all that it put beside them.
///
/// Concurrency: a thread of its own delivers; `stopping` and the count are atomic, the thread itself stands under a lock.
public final class ReplaySource: CaptureSource {
    private let recording: Recording
    private let edge: Int
    private let name: String
    private let formats: [PixelFormat]
    private let site: Site?
    private let store: FrameStore
    private let pace: ReplayPace
    private let sink: any CaptureSink
    private let order: ReplayOrder?
    private let turn: Int
    /// The graph's numbers of the recording's texts; none where the sink takes frames alone.
    private let numbers: [UInt32]?
    private let stopping = Atomic<Bool>(false)
    private let frames = Atomic<Int>(0)
    private let thread = Mutex<Running?>(nil)

    // Sound: started before it is put under the lock, joined by whoever takes it out.
    private struct Running: @unchecked Sendable {
        let thread: HostThread
    }

    /// A source for a stream of a graph.
    /// - Parameters:
    ///   - request: The stream: its name, and the formats that the graph takes.
    ///   - edge: Number of the recorded edge.
    ///   - pace: When items are due.
    ///   - order: Whom it waits for, where its items meet those of other sources.
    ///   - memory: Where pixels are put.
    ///   - sink: Told of frames and of the end, on the source's thread.
    public init(
        _ request: CaptureRequest, _ recording: Recording, edge: Int, pace: ReplayPace, order: ReplayOrder?,
        memory: FrameStore, sink: any CaptureSink
    ) {
        self.order = order
        turn = order?.join(recording.tracks[edge].items) ?? 0
        self.recording = recording
        self.edge = edge
        self.pace = pace
        self.sink = sink
        (name, formats, site) = (request.name, request.formats, request.site)
        store = memory
        let numbers = recording.names.map(sink.number)
        self.numbers = numbers.contains(0) ? nil : numbers
    }

    deinit { stop() }

    /// Frames delivered.
    public var statistics: CaptureStatistics {
        var result = CaptureStatistics()
        result.frames = frames.load(ordering: .relaxed)
        result.data = UInt64(result.frames)
        return result
    }

    /// Begins to deliver.
    /// - Throws: `limit` without a thread; `file` when what was recorded is not one stream.
    public func start() throws(HostError) {
        let track = recording.tracks[edge]
        guard track.streams.count <= 1 else {
            order?.leave(turn)
            throw error("holds several streams at the edge '\(track.edge.name)'; a stream is made of one")
        }
        let running = Running(thread: HostThread(name: "sluice-replay") { [self] in run() })
        guard running.thread.start() else {
            order?.leave(turn)
            throw HostError(.limit, "no thread for stream \"\(name)\"", site: site)
        }
        thread.withLock { $0 = running }
    }

    /// Delivers nothing more once it has returned.
    public func stop() {
        stopping.store(true, ordering: .releasing)
        let running = thread.withLock { running in
            defer { running = nil }
            return running
        }
        running?.thread.join()
        order?.leave(turn)
    }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }

    private func error(_ what: String) -> HostError {
        HostError(.file, "stream \"\(name)\": the recording '\(recording.path)' \(what)", site: site)
    }

    private func run() {
        sink.changed(.connecting)
        var failure: HostError?
        do throws(HostError) {
            try deliver()
        } catch {
            failure = error
        }
        sink.changed(.stopped)
        _ = order?.take(turn) { isStopping }
        if let failure {
            sink.failed(failure)
        } else if !isStopping {
            sink.end()
        }
        order?.leave(turn)
    }

    private func deliver() throws(HostError) {
        let cursor = RecordingCursor(recording, names: numbers)
        var hasBegun = false
        let places = recording.tracks[edge].items
        for (index, place) in places.enumerated() {
            if isStopping { return }
            let decoded = try cursor.item(at: place)
            if let record = record(decoded.item) {
                pace.wait(until: decoded.item.capture_ns) { isStopping }
                if let order, !order.take(turn, unless: { isStopping }) { return }
                if isStopping { return }
                sink.record(record)
                order?.pass(turn, next: index + 1 < places.count ? places[index + 1] : place + 1)
                continue
            }
            guard let picture = decoded.picture, let format = Self.format(picture) else {
                throw error("holds items at the edge '\(recording.tracks[edge].edge.name)' that are no frames")
            }
            guard formats.contains(format) else {
                let wanted = formats.map(\.description).joined(separator: ", ")
                throw error("holds \(format), and the graph takes \(wanted); put a convert stage behind the stream")
            }
            if !hasBegun { begin(picture, format) }
            hasBegun = true
            pace.wait(until: decoded.item.capture_ns) { isStopping }
            if let order, !order.take(turn, unless: { isStopping }) { return }
            if isStopping { return }
            guard let frame = frame(decoded, picture, format) else {
                throw HostError(.limit, "no memory for a frame of stream \"\(name)\"", site: site)
            }
            frames.add(1, ordering: .relaxed)
            let answer = give(frame, decoded.item, picture)
            order?.pass(turn, next: index + 1 < places.count ? places[index + 1] : place + 1)
            if answer == .enough { return }
        }
    }

    private func give(_ frame: CapturedFrame, _ item: sluice_item, _ picture: RecordedPicture) -> CaptureAnswer {
        guard numbers != nil, !recording.tracks[edge].edge.isSource else { return sink.frame(frame) }
        return withUnsafePointer(to: picture.frame) { shown in
            var item = item
            item.payload.frame = shown
            return sink.frame(frame, beside: item)
        }
    }

    /// What the host put into the stream between two frames; `nil` for all else.
    private func record(_ item: sluice_item) -> StreamRecord? {
        guard item.kind == UInt32(SLUICE_ITEM_RECORD), let record = item.payload.record?.pointee, let json = record.json
        else { return nil }
        let index = numbers.map { $0.firstIndex(of: record.type) } ?? Int(exactly: record.type).map { $0 - 1 }
        let type = index.flatMap { recording.names.indices.contains($0) ? recording.names[$0] : nil } ?? ""
        let text = String(
            decoding: UnsafeRawBufferPointer(start: json, count: Int(record.bytes)), as: UTF8.self)
        var told = StreamRecord(type: type, json: text, capture_ns: item.capture_ns, wall_ns: item.wall_ns)
        told.seq = item.seq
        told.place = .init(pts_ns: item.pts_ns, epoch: item.epoch)
        return told
    }

    private static func format(_ picture: RecordedPicture) -> PixelFormat? {
        PixelFormat.all.first { $0.rawValue == picture.frame.pixel_format }
    }

    private func begin(_ picture: RecordedPicture, _ format: PixelFormat) {
        let stream = recording.tracks[edge].streams.values.first
        var descriptor = StreamDescriptor(
            pixelFormat: format, width: stream?.width ?? Int(picture.frame.width),
            height: stream?.height ?? Int(picture.frame.height))
        descriptor.rate = stream?.rate ?? Fraction(0, 1)
        descriptor.model = stream?.camera ?? ""
        descriptor.isLive = stream?.isLive
        sink.begin(descriptor)
        sink.changed(.playing)
    }

    private func frame(_ decoded: DecodedItem, _ picture: RecordedPicture, _ format: PixelFormat) -> CapturedFrame? {
        guard let slot = store.takeSlot(bytes: picture.layout.total_bytes), let memory = slot.pointer else {
            return nil
        }
        picture.write(to: memory)
        let shown = picture.frame
        var frame = CapturedFrame(
            slot: slot.handle, address: slot.address, pixelFormat: format, width: Int(shown.width),
            height: Int(shown.height))
        frame.planeCount = picture.layout.planeCount
        for i in 0..<frame.planeCount {
            let plane = picture.layout.planes[i]
            frame.planes[i] = .init(offset_bytes: plane.offset_bytes, row_stride_bytes: plane.row_stride_bytes)
        }
        let item = decoded.item
        frame.seq = item.seq
        (frame.pts_ns, frame.duration_ns) = (item.pts_ns, item.duration_ns)
        (frame.capture_ns, frame.wall_ns, frame.epoch) = (item.capture_ns, item.wall_ns, item.epoch)
        frame.flags = FrameFlags(rawValue: item.flags)
        frame.colour = FrameColour(
            matrix: shown.colour.matrix, primaries: shown.colour.primaries, transfer: shown.colour.transfer,
            range: shown.colour.range, chromaSite: shown.colour.chroma_site)
        frame.sampleAspect = Fraction(shown.sample_aspect_num, shown.sample_aspect_den)
        frame.rotation_degrees = shown.rotation_degrees
        return frame
    }
}
