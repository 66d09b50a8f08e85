import PluginSDK

/// The latest packets of a stream in one piece of memory that never grows: the oldest ones make room.
final class PacketRing {
    /// One packet in the ring.
    struct Entry {
        /// Rises by one from packet to packet.
        let number: UInt64
        let stamp: ItemStamp
        let dts_ns: Int64
        let isKey: Bool
        fileprivate let offset: Int
        fileprivate let bytes: Int
    }

    private let memory: UnsafeMutableRawPointer
    private let capacity_bytes: Int
    private var entries: [Entry] = []
    private var first = 0
    private var next: UInt64 = 0
    private static let tail_bytes = 64

    /// - Parameter capacity_bytes: Pages of it cost nothing until they are used.
    init(capacity_bytes: Int) {
        self.capacity_bytes = capacity_bytes
        memory = .allocate(byteCount: capacity_bytes + Self.tail_bytes, alignment: 64)
        entries.reserveCapacity(1024)
    }

    deinit { memory.deallocate() }

    var isEmpty: Bool { first == entries.count }
    var oldest: Entry? { isEmpty ? nil : entries[first] }
    var newest: Entry? { isEmpty ? nil : entries[entries.count - 1] }

    /// The packet with the given number; `nil` when it has gone or not come yet.
    subscript(number: UInt64) -> Entry? {
        guard let oldest, number >= oldest.number, number < next else { return nil }
        return entries[first + Int(number - oldest.number)]
    }

    /// Adds a packet. `false` when it is larger than the ring.
    func push(_ data: RawSpan, stamp: ItemStamp, dts_ns: Int64, isKey: Bool) -> Bool {
        let bytes = data.byteCount
        guard let offset = room(bytes) else { return false }
        data.withUnsafeBytes { source in
            if let base = source.baseAddress { (memory + offset).copyMemory(from: base, byteCount: bytes) }
        }
        if first > 1024, first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
        entries.append(
            Entry(number: next, stamp: stamp, dts_ns: dts_ns, isKey: isKey, offset: offset, bytes: bytes))
        next += 1
        return true
    }

    /// The bytes of a packet.
    func withBytes<R>(_ entry: Entry, _ body: (UnsafeRawBufferPointer) throws(StageError) -> R) throws(StageError) -> R
    {
        try body(UnsafeRawBufferPointer(start: memory + entry.offset, count: entry.bytes))
    }

    /// The last key packet that is shown at a stream time or before it, else the first key packet there is.
    func key(before pts_ns: Int64) -> Entry? {
        let kept = entries[first...]
        return kept.last { $0.isKey && $0.stamp.pts_ns <= pts_ns } ?? kept.first { $0.isKey }
    }

    /// Lets go of packets that nothing shown from a stream time on needs.
    func drop(before pts_ns: Int64) {
        guard let key = entries[first...].lastIndex(where: { $0.isKey && $0.stamp.pts_ns <= pts_ns }) else { return }
        first = key
    }

    func removeAll() {
        entries.removeAll(keepingCapacity: true)
        first = 0
    }

    /// Where so many bytes are free in one piece; the oldest packets go until there is.
    private func room(_ bytes: Int) -> Int? {
        guard bytes <= capacity_bytes else { return nil }
        while let oldest, let newest {
            let tail = newest.offset + newest.bytes
            if newest.offset >= oldest.offset {
                if tail + bytes <= capacity_bytes { return tail }
                if bytes < oldest.offset { return 0 }
            } else if tail + bytes < oldest.offset {
                return tail
            }
            first += 1
        }
        return 0
    }
}
