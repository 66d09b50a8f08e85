import CSluice
import PluginSDK

/// Region blocks of one call, each with a red zone behind it.
final class RegionArena {
    private struct Block {
        let memory: UnsafeMutableRawPointer
        let bytes: Int
    }
    private var blocks: [Block] = []
    private static let guard_bytes = 64

    deinit { clear() }

    static func bytes(regions: Int, points: Int, scores: Int) -> Int {
        (MemoryLayout<sluice_region_block>.size + regions * MemoryLayout<sluice_region>.stride
            + points * MemoryLayout<sluice_point>.stride + scores * MemoryLayout<sluice_score>.stride + 7) / 8 * 8
    }

    func make(
        base: UnsafePointer<sluice_region_block>?, regions: Int, points: Int, scores: Int
    ) -> UnsafeMutablePointer<sluice_region_block>? {
        let counts = base.map {
            (Int($0.pointee.region_count), Int($0.pointee.point_count), Int($0.pointee.score_count))
        }
        let (oldRegions, oldPoints, oldScores) = counts ?? (0, 0, 0)
        let (r, p, s) = (oldRegions + regions, oldPoints + points, oldScores + scores)
        guard r <= 100_000, p <= 100_000, s <= 100_000 else { return nil }
        let bytes = RegionArena.bytes(regions: r, points: p, scores: s)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes + Self.guard_bytes, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: PoolFrame.guardByte, count: bytes + Self.guard_bytes)
        let block = memory.bindMemory(to: sluice_region_block.self, capacity: 1)
        let header = MemoryLayout<sluice_region_block>.size
        let pointsAt = header + r * MemoryLayout<sluice_region>.stride
        block.pointee = sluice_region_block(
            struct_size: UInt32(header), total_bytes: UInt32(bytes), region_count: UInt32(oldRegions),
            region_capacity: UInt32(r), regions_offset: UInt32(header), point_count: UInt32(oldPoints),
            point_capacity: UInt32(p), points_offset: UInt32(pointsAt), score_count: UInt32(oldScores),
            score_capacity: UInt32(s), scores_offset: UInt32(pointsAt + p * MemoryLayout<sluice_point>.stride),
            reserved: 0)
        if let base { copy(base, memory, block.pointee) }
        blocks.append(Block(memory: memory, bytes: bytes))
        return block
    }

    private func copy(
        _ base: UnsafePointer<sluice_region_block>, _ memory: UnsafeMutableRawPointer, _ to: sluice_region_block
    ) {
        let from = base.pointee
        let source = UnsafeRawPointer(base)
        func move(_ target: UInt32, _ origin: UInt32, _ bytes: Int) {
            (memory + Int(target)).copyMemory(from: source + Int(origin), byteCount: bytes)
        }
        move(to.regions_offset, from.regions_offset, Int(from.region_count) * MemoryLayout<sluice_region>.stride)
        move(to.points_offset, from.points_offset, Int(from.point_count) * MemoryLayout<sluice_point>.stride)
        move(to.scores_offset, from.scores_offset, Int(from.score_count) * MemoryLayout<sluice_score>.stride)
    }

    /// Whether a stage wrote behind a block.
    var isDamaged: Bool {
        blocks.contains { block in
            (0..<Self.guard_bytes).contains {
                block.memory.load(fromByteOffset: block.bytes + $0, as: UInt8.self) != PoolFrame.guardByte
            }
        }
    }

    func clear() {
        blocks.forEach { $0.memory.deallocate() }
        blocks.removeAll()
    }
}
