import CSluice
import HostCore

/// An item that a node emitted. Valid only during the call that it is handed to.
public struct ObservedItem: ~Copyable {
    /// Number of the node.
    public let node: Int
    /// Output port of the node.
    public let port: Int
    private let item: UnsafePointer<sluice_item>
    private let names: NameTable

    init(node: Int, port: Int, item: UnsafePointer<sluice_item>, names: NameTable) {
        self.node = node
        self.port = port
        self.item = item
        self.names = names
    }

    /// Number of the stream in the run.
    public var stream: Int { Int(item.pointee.stream) }
    /// The item's number in its stream.
    public var seq: UInt64 { item.pointee.seq }
    /// Number among the items made from one.
    public var sub: UInt32 { item.pointee.sub }
    /// Stream time.
    public var pts_ns: Int64 { item.pointee.pts_ns }

    /// The type and the JSON text of a record; `nil` for all else.
    public var record: (type: String, json: [UInt8])? {
        guard item.pointee.kind == UInt32(SLUICE_ITEM_RECORD), let record = item.pointee.payload.record,
            let text = record.pointee.json
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(record.pointee.bytes))
        return (names.text(record.pointee.type), Array(bytes))
    }

    /// The pixels of a frame; `nil` for all else.
    public var picture: ObservedPicture? {
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else { return nil }
        return ObservedPicture(frame)
    }

    /// How many regions travel with it.
    public var regionCount: Int { Int(item.pointee.regions?.pointee.region_count ?? 0) }

    /// Track of a region; 0 for none. The cheap way to see whether a region is of interest.
    public func track(ofRegion index: Int) -> UInt64 { entry(index)?.pointee.track ?? 0 }

    /// A copy of a region.
    public func region(_ index: Int) -> ObservedRegion? {
        guard let block = item.pointee.regions, let region = entry(index)?.pointee else { return nil }
        var scores: [(name: String, value: Float)] = []
        let start = UnsafeRawPointer(block) + Int(block.pointee.scores_offset)
        var next = region.first_score
        while next > 0, next <= block.pointee.score_count, scores.count < 256 {
            let score = start.assumingMemoryBound(to: sluice_score.self)[Int(next) - 1]
            scores.append((names.text(score.name), score.value))
            next = score.next
        }
        return ObservedRegion(
            id: region.id, parent: region.parent, track: region.track, label: names.text(region.label),
            confidence: region.confidence, box: (region.x, region.y, region.width, region.height), scores: scores,
            isPredicted: region.flags & UInt32(SLUICE_REGION_PREDICTED) != 0)
    }

    private func entry(_ index: Int) -> UnsafePointer<sluice_region>? {
        guard let block = item.pointee.regions, index >= 0, index < regionCount else { return nil }
        let start = UnsafeRawPointer(block) + Int(block.pointee.regions_offset)
        return start.assumingMemoryBound(to: sluice_region.self) + index
    }
}
