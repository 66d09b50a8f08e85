import CHostShim
import Glibc

/// The memory that one stage instance shares with its worker: a page of words, an area for what the host says, an area
/// for what the worker says. A memory file whose size is sealed, so that neither side can take it from under the other.
///
/// The areas are sparse: only what was ever written takes memory.
final class Mailbox: @unchecked Sendable {
    // Sound: `base` and sizes are constant; who may write where, and when, is the protocol's matter.

    /// The most bytes that one call, or one reply, can carry.
    static let area_bytes = 32 << 20
    /// Looks at a bell before a side sleeps: two sides that run at once answer within one microsecond, and where one waits
    /// for the other's processor each look delays it. A round trip of two sleeps and two wakes takes 5 µs.
    static let looks = 64
    static let head_bytes = 4096
    static let total_bytes = head_bytes + 2 * area_bytes
    static let requestAt = head_bytes
    static let replyAt = head_bytes + area_bytes

    let base: UnsafeMutableRawPointer
    let descriptor: Int32

    /// Makes one. `nil` when the system gives no memory.
    init?() {
        let fd = shim_memory_file("sluice-mailbox", UInt64(Self.total_bytes))
        guard fd >= 0 else { return nil }
        guard shim_seal_size(fd) == 0, let mapped = Self.map(fd) else {
            close(fd)
            return nil
        }
        base = mapped
        descriptor = fd
    }

    /// Maps one that the other side made, and takes over the descriptor.
    init?(descriptor: Int32) {
        defer { close(descriptor) }
        guard let mapped = Self.map(descriptor) else { return nil }
        base = mapped
        self.descriptor = -1
    }

    deinit {
        munmap(base, Self.total_bytes)
        if descriptor >= 0 { close(descriptor) }
    }

    private static func map(_ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let mapped = mmap(nil, total_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        return mapped == MAP_FAILED ? nil : mapped
    }

    /// The page of words.
    var head: UnsafeMutablePointer<shim_mailbox> { base.assumingMemoryBound(to: shim_mailbox.self) }
    var requestBell: UnsafeMutablePointer<shim_bell> { bell(\.request_bell) }
    var replyBell: UnsafeMutablePointer<shim_bell> { bell(\.reply_bell) }

    private func bell(_ field: KeyPath<shim_mailbox, shim_bell>) -> UnsafeMutablePointer<shim_bell> {
        (base + (MemoryLayout<shim_mailbox>.offset(of: field) ?? 0)).assumingMemoryBound(to: shim_bell.self)
    }

    var isCancelled: Bool {
        get { shim_read_u32(word(\.cancelled)) != 0 }
        set { shim_store_u32(word(\.cancelled), newValue ? 1 : 0) }
    }

    private func word(_ field: KeyPath<shim_mailbox, UInt32>) -> UnsafeMutablePointer<UInt32> {
        (base + (MemoryLayout<shim_mailbox>.offset(of: field) ?? 0)).assumingMemoryBound(to: UInt32.self)
    }

    private var clock: UnsafeMutablePointer<Int64> {
        (base + (MemoryLayout<shim_mailbox>.offset(of: \.now_ns) ?? 0)).assumingMemoryBound(to: Int64.self)
    }

    /// The host's clock when it last wrote.
    var now_ns: Int64 {
        get { shim_read_i64(clock) }
        set { shim_store_i64(clock, newValue) }
    }
}
