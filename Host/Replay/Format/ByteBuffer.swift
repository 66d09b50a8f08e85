import Glibc

/// Bytes that grow to the largest content seen and stay, so that a steady load allocates nothing.
struct ByteBuffer: ~Copyable {
    private(set) var base: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1 << 16) {
        base = .allocate(byteCount: capacity, alignment: 64)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    mutating func clear() { count = 0 }

    /// Room for so many more bytes; where they begin. What is written there counts.
    mutating func extend(_ more: Int) -> UnsafeMutableRawPointer {
        if count + more > capacity { grow(count + more) }
        defer { count += more }
        return base + count
    }

    private mutating func grow(_ least: Int) {
        let size = max(least, capacity * 2)
        let bigger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        memcpy(bigger, base, count)
        base.deallocate()
        base = bigger
        capacity = size
    }

    mutating func put<Number: FixedWidthInteger>(_ number: Number) {
        extend(MemoryLayout<Number>.size).storeBytes(of: number.littleEndian, as: Number.self)
    }

    mutating func put(_ number: Float) { put(number.bitPattern) }

    mutating func put(_ source: UnsafeRawPointer?, _ count: Int) {
        guard let source, count > 0 else { return }
        memcpy(extend(count), source, count)
    }

    /// Fewer bytes than there are.
    mutating func shorten(to count: Int) { self.count = min(self.count, count) }
}
