import Glibc

/// The host's own copy of what a worker said. What is checked is this, not memory that the worker can still change. It
/// grows to the largest reply, so that a steady load allocates nothing.
final class ReplyCopy {
    private var memory: UnsafeMutableRawPointer = .allocate(byteCount: 4096, alignment: 64)
    private var capacity = 4096

    deinit { memory.deallocate() }

    /// Copies bytes out of shared memory, once.
    func take(_ source: UnsafeRawPointer, _ count: Int) -> UnsafeMutableRawBufferPointer {
        if count > capacity {
            memory.deallocate()
            capacity = max(count, capacity * 2)
            memory = .allocate(byteCount: capacity, alignment: 64)
        }
        memcpy(memory, source, count)
        return UnsafeMutableRawBufferPointer(start: memory, count: count)
    }
}
