import CHostShim
import Glibc
import Synchronization

/// The slabs that a worker has mapped, by the names the host gave them.
final class SlabMap: Sendable {
    private struct Mapping: Sendable {
        var base: UInt
        var size: Int
    }

    private let mappings = Mutex<[UInt32: Mapping]>([:])
    private let changes = Signal()

    /// Maps a slab and closes its descriptor. One that cannot be mapped is known as such.
    func add(_ serial: UInt32, descriptor: Int32, size: Int, writable: Bool) {
        let access = writable ? PROT_READ | PROT_WRITE : PROT_READ
        let mapped = descriptor < 0 ? MAP_FAILED : mmap(nil, size, access, MAP_SHARED, descriptor, 0)
        let base = mapped == MAP_FAILED ? 0 : UInt(bitPattern: mapped)
        mappings.withLock { $0[serial] = Mapping(base: base, size: size) }
        changes.post()
    }

    /// Lets go of a slab; the host says so when no frame is in it any more.
    func drop(_ serial: UInt32) {
        guard let mapping = mappings.withLock({ $0.removeValue(forKey: serial) }), mapping.base != 0 else { return }
        munmap(UnsafeMutableRawPointer(bitPattern: mapping.base), mapping.size)
    }

    /// Where a slab is, once it is mapped; waits for that. `nil` when it could not be.
    func base(_ serial: UInt32) -> UInt? {
        while true {
            let seen = changes.count
            if let mapping = mappings.withLock({ $0[serial] }) { return mapping.base == 0 ? nil : mapping.base }
            changes.wait(from: seen, timeout_ns: -1)
        }
    }
}
