import CSluice
import Glibc
import HostCore
import HostMemory

/// A second copy of the checking host's frames, in memory that a worker can map. Both copies have one handle: the store's.
final class FrameMirror {
    let store = FrameStore(slotsPerSlab: 16)

    /// A frame of this shape, to be written; its handle. `nil` for an impossible size.
    func make(_ shape: FrameShape) -> UInt64? {
        store.allocate(.init(format: shape.format.rawValue, width: shape.width, height: shape.height))
    }

    /// Puts what the host's frame shows into the store's, for good.
    /// - Returns: The frame as a worker's host hands it over.
    func publish(_ frame: FencedFrame) -> UnsafePointer<sluice_frame>? {
        guard let view = store.view(frame.handle) else { return nil }
        frame.eachRow { plane, y, row, bytes in
            guard let start = store.writablePlane(plane, of: frame.handle) else { return }
            memcpy(start + y * Self.stride(view.pointee, plane), row, bytes)
        }
        let facts = frame.facts.pointer.pointee
        store.setOrigin(facts.origin, of: frame.handle)
        store.setFlags(facts.flags, of: frame.handle)
        _ = store.freeze(frame.handle)
        return view
    }

    /// A frame that a worker has written, as the host's own; it has the one user that such a frame begins with.
    func adopt(_ handle: UInt64) -> FencedFrame? {
        guard let view = store.view(handle)?.pointee else { return nil }
        let format = PixelFormat(rawValue: view.pixel_format)
        let shape = FrameShape(format, Int(view.width), Int(view.height))
        guard let frame = FencedFrame(handle: handle, shape, state: .writable) else { return nil }
        frame.eachRow { plane, y, row, bytes in
            guard let start = Self.start(view, plane) else { return }
            memcpy(row, start + y * Self.stride(view, plane), bytes)
        }
        frame.facts.pointer.pointee.colour = view.colour
        frame.facts.pointer.pointee.rotation_degrees = view.rotation_degrees
        frame.facts.pointer.pointee.flags = view.flags
        frame.facts.pointer.pointee.origin = view.origin
        return frame
    }

    /// The host's last use of a frame is over.
    func release(_ handle: UInt64) { store.release(handle) }

    private static func stride(_ view: sluice_frame, _ plane: Int) -> Int {
        Int(self.plane(view, plane).row_stride_bytes)
    }
    private static func start(_ view: sluice_frame, _ plane: Int) -> UnsafePointer<UInt8>? {
        self.plane(view, plane).data
    }

    private static func plane(_ view: sluice_frame, _ index: Int) -> sluice_plane {
        withUnsafePointer(to: view.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] }
        }
    }
}
