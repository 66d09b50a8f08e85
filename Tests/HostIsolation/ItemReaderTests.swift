import CHostShim
import CSluice
import HostCore
import HostMemory
import Testing

@testable import HostIsolation

/// What a worker may say of an item, and what is refused.
@Suite("Items from a worker")
struct ItemReaderTests {
    /// An item with regions, a record and two attachments, as a worker writes it.
    private static func sample(into memory: UnsafeMutableRawPointer) -> Int {
        var arena = Arena()
        let block = RegionBlocks.make(&arena, nil, RegionRoom(regions: 2, points: 2, scores: 2))
        guard let block else { return 0 }
        block.pointee.region_count = 2
        block.pointee.point_count = 2
        block.pointee.score_count = 2
        let start = UnsafeMutableRawPointer(block)
        let regions = (start + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let scores = (start + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        for i in 0..<2 {
            regions[i] = sluice_region()
            regions[i].point_count = 1
            regions[i].first_point = UInt32(i)
            scores[i] = sluice_score(name: 1, value: 0.5, next: 0)
        }
        regions[0].first_score = 1
        scores[0].next = 2
        let json = "{\"n\":1}"
        return json.withCString { text in
            var record = sluice_record()
            (record.json, record.bytes, record.type) = (text, 7, 3)
            return withUnsafePointer(to: &record) { record in
                var second = sluice_attachment()
                (second.type, second.data, second.bytes) = (
                    2, UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)), 5
                )
                return withUnsafePointer(to: &second) { second in
                    var first = second.pointee
                    first.next = second
                    return withUnsafePointer(to: &first) { first in
                        var item = sluice_item()
                        item.kind = UInt32(SLUICE_ITEM_RECORD)
                        item.seq = 7
                        item.payload.record = record
                        item.regions = UnsafePointer(block)
                        item.attachments = first
                        ItemWire.write(shim_entry(.emit), item, nil, to: memory)
                        return ItemWire.size(item)
                    }
                }
            }
        }
    }

    private static let capacity = 1 << 16

    /// Reads bytes as the host does: from a copy at another address.
    private static func read<R>(
        _ source: UnsafeMutableRawPointer, _ count: Int, base: UInt64? = nil,
        _ body: (UnsafeMutablePointer<sluice_item>?) -> R
    ) -> R {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(64, count), alignment: 64)
        defer { copy.deallocate() }
        copy.copyMemory(from: source, byteCount: count)
        var reader = ItemReader(
            UnsafeMutableRawBufferPointer(start: copy, count: count), base: base ?? UInt64(UInt(bitPattern: source)))
        return body(reader.read())
    }

    private static func withSample<R>(_ body: (UnsafeMutableRawPointer, Int) -> R) -> R {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
        return body(memory, sample(into: memory))
    }

    @Test("a sound item comes out as it went in, with pointers of the reader")
    func sound() {
        Self.withSample { memory, count in
            Self.read(memory, count) { item in
                #expect(item?.pointee.seq == 7)
                #expect(item?.pointee.payload.record.pointee.bytes == 7)
                #expect(item?.pointee.payload.record.pointee.json[2] == CChar(UInt8(ascii: "n")))
                #expect(item?.pointee.regions?.pointee.region_count == 2)
                #expect(item?.pointee.attachments?.pointee.next?.pointee.bytes == 5)
                #expect(item?.pointee.attachments?.pointee.next?.pointee.next == nil)
            }
        }
    }

    @Test("a cut-off item, another base and a circle of attachments are refused")
    func refused() {
        Self.withSample { memory, count in
            for cut in stride(from: 0, to: count, by: 16) where cut < count - 48 {
                Self.read(memory, cut) { #expect($0 == nil, "cut at \(cut) of \(count)") }
            }
            Self.read(memory, count, base: UInt64(UInt(bitPattern: memory)) + 4096) { #expect($0 == nil) }
            let item = (memory + ItemWire.item_at).assumingMemoryBound(to: sluice_item.self)
            let first = UnsafeMutablePointer(mutating: item.pointee.attachments)
            first?.pointee.next = item.pointee.attachments
            Self.read(memory, count) { #expect($0 == nil) }
        }
    }

    @Test("a chain of scores that comes back to itself is refused")
    func circle() {
        Self.withSample { memory, count in
            let item = (memory + ItemWire.item_at).assumingMemoryBound(to: sluice_item.self)
            guard let block = UnsafeMutableRawPointer(mutating: item.pointee.regions) else { return }
            let head = block.load(as: sluice_region_block.self)
            let scores = (block + Int(head.scores_offset)).assumingMemoryBound(to: sluice_score.self)
            scores[1].next = 1
            Self.read(memory, count) { #expect($0 == nil) }
        }
    }

    @Test("whatever bytes come, reading ends, and what is accepted can be followed", arguments: 1...8)
    func anything(seed: UInt64) {
        var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        var accepted = 0
        for _ in 0..<2000 {
            Self.withSample { memory, count in
                let bytes = memory.assumingMemoryBound(to: UInt8.self)
                for _ in 0..<Int(1 + random.next() % 6) {
                    let place = Int(random.next() % UInt64(count))
                    bytes[place] = random.next() % 3 == 0 ? UInt8(truncatingIfNeeded: random.next()) : bytes[place] ^ 1
                }
                Self.read(memory, count) { if let item = $0 { accepted += Self.follow(item) } }
            }
        }
        #expect(accepted > 0, "seed \(seed): no variant was accepted, so nothing was tried")
    }

    /// Goes wherever a stage would go; with an address sanitizer or without, a wrong step ends the test.
    private static func follow(_ item: UnsafeMutablePointer<sluice_item>) -> Int {
        var sum = 0
        if let block = item.pointee.regions {
            let start = UnsafeRawPointer(block)
            let regions = (start + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
            let scores = (start + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
            for i in 0..<Int(block.pointee.region_count) {
                var next = regions[i].first_score
                while next != 0 {
                    sum += scores[Int(next) - 1].value.isNaN ? 1 : 0
                    next = scores[Int(next) - 1].next
                }
            }
        }
        sum += ItemBytes.size(item.pointee)
        return sum > 0 ? 1 : 0
    }

    @Test(
        "tensors of each element type of the contract are taken, and none that reaches beyond its bytes",
        arguments: 1...13)
    func elements(type: Int) {
        let sizes = [1: 1, 2: 4, 3: 8, 4: 2, 5: 4, 6: 1, 7: 1, 8: 2, 9: 2, 10: 4, 11: 8, 12: 8, 13: 2]
        let size = sizes[type] ?? 0
        var tensor = sluice_tensor()
        (tensor.element_type, tensor.rank) = (UInt32(type), 1)
        (tensor.dimensions.0, tensor.byte_strides.0) = (5, Int64(size))
        tensor.bytes = UInt64(5 * size)
        #expect(TensorCheck.isSound(tensor))
        tensor.bytes -= 1
        #expect(!TensorCheck.isSound(tensor))
    }
}
