/// Memory that a stage lends to image operations. It grows when a picture needs more than any before it, and is
/// otherwise reused, so that a stream of one size allocates once.
public struct Scratch: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer

    /// No memory yet.
    public init() { memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

    deinit { memory.deallocate() }

    /// At least `bytes` bytes, aligned to 64, with what the last use left in them.
    mutating func take(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count < bytes {
            memory.deallocate()
            memory = .allocate(byteCount: (bytes + 4095) & ~4095, alignment: 64)
        }
        return memory
    }
}
