import CHostShim
import CSluice

/// One number for all that an item carries. What may differ from run to run and means nothing (numbers of texts, of
/// tracks, of regions) goes in by what it stands for.
struct ItemDigest {
    private let names: NameList
    private let frames: [UInt64: FencedFrame]
    private(set) var tracks: [UInt64: UInt64]
    private var hash: UInt64 = 0

    init(_ names: NameList, _ frames: [UInt64: FencedFrame], _ tracks: [UInt64: UInt64]) {
        self.names = names
        self.frames = frames
        self.tracks = tracks
    }

    /// Payload, regions, time and flags; not the stream's number, which tests of several streams vary.
    mutating func content(_ item: sluice_item) -> UInt64 {
        hash = UInt64(item.kind) << 32 | UInt64(item.flags)
        payload(item)
        if let block = item.regions, let view = RegionView(block) { regions(view) }
        return hash
    }

    /// All attachments in order.
    static func attachments(_ first: UnsafePointer<sluice_attachment>?, _ names: NameList) -> UInt64 {
        var digest = ItemDigest(names, [:], [:])
        var next = first
        while let attachment = next {
            digest.add(name: attachment.pointee.type)
            digest.add(attachment.pointee.data, attachment.pointee.bytes)
            next = attachment.pointee.next
        }
        return digest.hash
    }

    private mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number) { hash = shim_hash($0.baseAddress, 8, hash) }
    }

    private mutating func add(_ start: UnsafeRawPointer?, _ bytes: UInt64) {
        add(bytes)
        if let start, bytes > 0 { hash = shim_hash(start, bytes, hash) }
    }

    private mutating func add(name id: UInt32) {
        let text = names.bytes(of: id)
        add(UnsafeRawPointer(text?.baseAddress), UInt64(text?.count ?? 0))
    }

    private mutating func payload(_ item: sluice_item) {
        switch item.kind {
        case UInt32(SLUICE_ITEM_FRAME):
            guard let handle = item.payload.frame?.pointee.handle, let frame = frames[handle] else { return }
            let facts = frame.facts.pointer.pointee
            add(UInt64(facts.pixel_format) << 48 | UInt64(facts.width) << 24 | UInt64(facts.height))
            withUnsafeBytes(of: facts.origin.affine) { add($0.baseAddress, UInt64($0.count)) }
            add(frame.digest)
        case UInt32(SLUICE_ITEM_RECORD):
            guard let record = item.payload.record?.pointee else { return }
            add(name: record.type)
            add(record.json, record.bytes)
        case UInt32(SLUICE_ITEM_PACKET):
            guard let packet = item.payload.packet?.pointee else { return }
            add(name: packet.codec)
            add(packet.data, packet.bytes)
            add(packet.config, packet.config_bytes)
        case UInt32(SLUICE_ITEM_TENSOR):
            guard let tensor = item.payload.tensor?.pointee else { return }
            withUnsafeBytes(of: tensor.dimensions) { add($0.baseAddress, UInt64($0.count)) }
            add(tensor.data, tensor.bytes)
        default: break
        }
    }

    private mutating func regions(_ view: RegionView) {
        for region in view.regions {
            for value in [region.x, region.y, region.width, region.height, region.confidence] {
                add(UInt64(value.bitPattern))
            }
            add(name: region.label)
            add(rank(region.track))
            for at in view.chain(region) ?? [] {
                add(name: view.scores[at].name)
                add(UInt64(view.scores[at].value.bitPattern))
            }
            let first = Int(region.first_point)
            for point in view.points.dropFirst(first).prefix(Int(region.point_count)) {
                add(UInt64(point.x.bitPattern) << 32 | UInt64(point.y.bitPattern))
            }
        }
    }

    /// Which track it is, in the order in which they came.
    private mutating func rank(_ track: UInt64) -> UInt64 {
        guard track != 0 else { return 0 }
        if let known = tracks[track] { return known }
        tracks[track] = UInt64(tracks.count + 1)
        return UInt64(tracks.count)
    }
}
