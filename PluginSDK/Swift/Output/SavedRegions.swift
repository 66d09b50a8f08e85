import CSluice

/// The regions of an item as a value that a stage may keep. Making one allocates: not for every frame.
public struct SavedRegions: Sendable {
    private var bytes: [UInt64]

    /// A copy of the regions of an item.
    public init(_ item: ItemView) {
        guard let block = item.item.pointee.regions else {
            bytes = []
            return
        }
        let size = Int(block.pointee.total_bytes)
        bytes = [UInt64](unsafeUninitializedCapacity: (size + 7) / 8) { buffer, count in
            UnsafeMutableRawPointer(buffer.baseAddress)?.copyMemory(from: block, byteCount: size)
            count = (size + 7) / 8
        }
    }

    /// A copy of those regions of an item for which `isWanted` says so.
    public init(_ item: ItemView, where isWanted: (Region) -> Bool) {
        self.init(item)
        bytes.withUnsafeMutableBytes { raw in
            guard let block = raw.baseAddress?.assumingMemoryBound(to: sluice_region_block.self) else { return }
            let regions = UnsafeMutablePointer(mutating: Block.regions(block))
            var kept = 0
            for index in 0..<Int(block.pointee.region_count) where isWanted(Region(regions[index])) {
                regions[kept] = regions[index]
                kept += 1
            }
            block.pointee.region_count = UInt32(kept)
        }
    }

    /// A block of so many bytes, which `fill` writes.
    init(_ size_bytes: Int, _ fill: (UnsafeMutableRawPointer) -> Void) {
        bytes = [UInt64](repeating: 0, count: (size_bytes + 7) / 8)
        bytes.withUnsafeMutableBytes { if let start = $0.baseAddress { fill(start) } }
    }

    func withBlock<R>(_ body: (UnsafePointer<sluice_region_block>?) -> R) -> R {
        bytes.withUnsafeBytes { raw in
            body(raw.isEmpty ? nil : raw.baseAddress?.assumingMemoryBound(to: sluice_region_block.self))
        }
    }
}
