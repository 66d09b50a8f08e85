import CSluice

/// Memory for what one input item gives rise to: regions, records, packets. Emptied when the work list is.
///
/// Chunks are kept, so that a steady load allocates nothing.
package struct Arena: ~Copyable {
    private struct Chunk {
        var base: UnsafeMutableRawPointer
        var bytes: Int
    }

    private var chunks: [Chunk] = []
    private var current = 0
    private var used = 0
    private static let chunk_bytes = 64 << 10

    package init() { chunks.reserveCapacity(16) }

    deinit { for chunk in chunks { chunk.base.deallocate() } }

    /// Uninitialised bytes, aligned to 64.
    package mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes + 63) & ~63
        while current < chunks.count {
            if used + size <= chunks[current].bytes {
                defer { used += size }
                return chunks[current].base + used
            }
            current += 1
            used = 0
        }
        let chunk_bytes = max(size, Self.chunk_bytes)
        chunks.append(Chunk(base: .allocate(byteCount: chunk_bytes, alignment: 64), bytes: chunk_bytes))
        used = size
        return chunks[current].base
    }

    /// A copy of an item, in place until the arena is emptied.
    package mutating func place(_ item: sluice_item) -> UnsafePointer<sluice_item> {
        let placed = take(MemoryLayout<sluice_item>.stride).assumingMemoryBound(to: sluice_item.self)
        placed.initialize(to: item)
        return UnsafePointer(placed)
    }

    /// Whether an address lies in this arena.
    package func contains(_ address: UnsafeRawPointer) -> Bool {
        for i in 0..<min(current + 1, chunks.count) {
            let base = UnsafeRawPointer(chunks[i].base)
            if address >= base, address < base + chunks[i].bytes { return true }
        }
        return false
    }

    /// Forgets all that was taken.
    package mutating func reset() {
        current = 0
        used = 0
    }
}
