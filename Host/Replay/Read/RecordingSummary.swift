import CSluice
import HostCore

/// What is in a recording, item by item: each was read and checked.
public struct RecordingSummary: Sendable {
    /// One edge.
    public struct Edge: Sendable {
        /// What it is.
        public var edge: RecordedEdge
        /// The streams that its items are of.
        public var streams: [RecordedStream] = []
        /// Items in the file.
        public var items = 0
        /// Their bytes there.
        public var size_bytes: UInt64 = 0
        /// Items that were left out, because the disk was too slow.
        public var leftOut: UInt64 = 0
        /// Items by kind, such as `frame`.
        public var kinds: [String: Int] = [:]
        /// Stream time of the first and the last item; `nil` without items.
        public var pts_ns: ClosedRange<Int64>?
        /// From the capture of the first item to that of the last one.
        public var span_ns: Int64 = 0
    }

    /// The edges, in the order in which they were first written.
    public private(set) var edges: [Edge] = []
    /// The first item that cannot be read; `nil` when all can.
    public private(set) var damage: HostError?

    /// Goes through all items.
    public init(_ recording: Recording) {
        let cursor = RecordingCursor(recording)
        damage = recording.damage
        for track in recording.tracks {
            var edge = Edge(edge: track.edge)
            edge.streams = track.streams.sorted { $0.key < $1.key }.map(\.value)
            (edge.size_bytes, edge.leftOut) = (track.item_bytes, track.leftOut)
            do throws(HostError) {
                try Self.read(track, cursor, into: &edge)
            } catch {
                damage = damage ?? error
            }
            edges.append(edge)
        }
    }

    private static func read(
        _ track: Recording.Track, _ cursor: RecordingCursor, into edge: inout Edge
    ) throws(HostError) {
        var first_ns: Int64?
        for place in track.items {
            let item = try cursor.item(at: place).item
            edge.items += 1
            edge.kinds[ItemKind(rawValue: item.kind).description, default: 0] += 1
            let known = edge.pts_ns ?? item.pts_ns...item.pts_ns
            edge.pts_ns = min(known.lowerBound, item.pts_ns)...max(known.upperBound, item.pts_ns)
            first_ns = first_ns ?? item.capture_ns
            edge.span_ns = item.capture_ns &- (first_ns ?? 0)
        }
    }
}
