import CHostShim
import CSluice
import Glibc
import HostMemory

/// An item as it lies in a mailbox: a head, the item, the view of its frame, and all else that it points at. Pointers
/// are those of the writer, so that writing is one pass; the reader turns them into its own, and checks each.
///
/// In the view of a frame, the pointer of a plane is the distance from the start of the slab that the head names.
enum ItemWire {
    static let item_at = MemoryLayout<shim_entry>.size
    static let frame_at = item_at + padded(MemoryLayout<sluice_item>.size)
    static let bytes_at = frame_at + padded(MemoryLayout<sluice_frame>.size)

    static func padded(_ bytes: Int) -> Int { (bytes + 15) & ~15 }

    /// Bytes that ``write(_:_:_:to:)`` needs.
    static func size(_ item: borrowing sluice_item) -> Int { bytes_at + ItemBytes.size(item) }

    /// Writes an item.
    /// - Parameters:
    ///   - head: Its kind, port and words; the size is filled in.
    ///   - frame: What is said of its frame.
    ///   - target: Aligned to 16 bytes, with room for ``size(_:)``.
    static func write(
        _ head: shim_entry, _ item: borrowing sluice_item, _ frame: sluice_frame?,
        to target: UnsafeMutableRawPointer
    ) {
        var head = head
        head.bytes = UInt64(size(item))
        var copy = copy item
        ItemBytes.copy(&copy, into: target + bytes_at)
        target.storeBytes(of: head, as: shim_entry.self)
        if let frame { (target + frame_at).storeBytes(of: frame, as: sluice_frame.self) }
        (target + item_at).storeBytes(of: copy, as: sluice_item.self)
    }

    /// The pointers of a frame's planes, as distances from `base`.
    static func relative(_ view: sluice_frame, to base: UInt) -> sluice_frame {
        moved(view) { UInt(bitPattern: $0) &- base }
    }

    /// The planes of a view that was made relative, at `base` of this process.
    static func absolute(_ view: sluice_frame, at base: UInt) -> sluice_frame {
        moved(view) { UInt(bitPattern: $0) &+ base }
    }

    private static func moved(
        _ view: sluice_frame, _ place: (UnsafePointer<UInt8>?) -> UInt
    ) -> sluice_frame {
        var copy = view
        withUnsafeMutablePointer(to: &copy.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) {
                for i in 0..<Int(min(view.plane_count, 4)) { $0[i].data = UnsafePointer(bitPattern: place($0[i].data)) }
            }
        }
        return copy
    }
}
