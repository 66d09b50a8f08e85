/// Structs of the contract begin with the size that their writer was compiled with: a plugin's may be shorter than this
/// host's, or longer. No field beyond the shorter of both is read or written here. A field that is not there reads as 0,
/// which always means the same.
public enum SizedStruct {
    /// The size that the writer of a struct gave it.
    @inlinable @inline(__always)
    public static func bytes(_ source: UnsafeRawPointer) -> Int { Int(source.load(as: UInt32.self)) }

    /// What a struct holds, as this host knows the type.
    @inlinable @inline(__always)
    public static func read<T>(_ source: UnsafePointer<T>) -> T {
        bytes(source) >= MemoryLayout<T>.size ? source.pointee : widened(source)
    }

    /// Fills a struct that a plugin made room for; no more of it is touched than there is.
    @inlinable @inline(__always)
    public static func write<T>(_ value: T, to target: UnsafeMutablePointer<T>) {
        if bytes(target) >= MemoryLayout<T>.size { target.pointee = value } else { writeShort(value, to: target) }
    }

    /// A table of a plugin's, when it has at least what contract 1.0 has; `nil` otherwise.
    /// - Parameters:
    ///   - source: What the plugin handed over; `nil` for none.
    ///   - least_bytes: Size of the table in contract 1.0, from ``ContractSize``.
    public static func table<T>(
        _ source: UnsafeRawPointer?, as type: T.Type, least_bytes: Int
    ) -> UnsafePointer<T>? {
        guard let source, bytes(source) >= least_bytes else { return nil }
        return source.assumingMemoryBound(to: type)
    }

    @usableFromInline @inline(never)
    static func widened<T>(_ source: UnsafePointer<T>) -> T {
        withUnsafeTemporaryAllocation(of: T.self, capacity: 1) { room in
            let bytes = UnsafeMutableRawBufferPointer(room)
            bytes.initializeMemory(as: UInt8.self, repeating: 0)
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: source, count: Self.bytes(source)))
            return room[0]
        }
    }

    @usableFromInline @inline(never)
    static func writeShort<T>(_ value: T, to target: UnsafeMutablePointer<T>) {
        let size = bytes(target)
        guard size > MemoryLayout<UInt32>.size else { return }
        withUnsafeBytes(of: value) { from in
            UnsafeMutableRawBufferPointer(start: target, count: size).copyMemory(from: .init(rebasing: from[..<size]))
        }
        UnsafeMutableRawPointer(target).storeBytes(of: UInt32(size), as: UInt32.self)
    }
}
