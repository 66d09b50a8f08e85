import CSluice

/// The regions of an item as a value that a stage may keep. Making one allocates: not for every frame.
public struct SavedRegions: Sendable {
    private let bytes: [UInt64]

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

    func withBlock<R>(_ body: (UnsafePointer<sluice_region_block>?) -> R) -> R {
        bytes.withUnsafeBytes { raw in
            body(raw.isEmpty ? nil : raw.baseAddress?.assumingMemoryBound(to: sluice_region_block.self))
        }
    }
}
