import CSluice
import Glibc
import Synchronization

extension FrameStore {
    /// Why a frame could not be kept.
    public enum KeepFailure: Error {
        /// The handle is unknown, or the rectangle lies outside the frame.
        case argument
        /// The keep store is full.
        case full
        /// The system has no memory.
        case memory
    }

    /// A compact copy of a rectangle of a frame, in the keep store, with one user. Counted as a copy.
    /// - Parameter rect: In pixels; clipped to the frame, and for 4:2:0 widened to even edges; `nil` for all of it.
    public func keep(_ handle: UInt64, rect: sluice_rect?) throws(KeepFailure) -> UInt64 {
        guard let source = record(handle) else { throw .argument }
        let view = source.pointee.view
        guard let part = Self.clip(rect, to: view),
            let layout = FrameLayout(format: view.pixel_format, width: Int(part.width), height: Int(part.height))
        else { throw .argument }
        let fits = state.withLock { state in
            guard state.kept_bytes + layout.total_bytes <= keep_limit_bytes else { return false }
            state.kept_bytes += layout.total_bytes
            return true
        }
        guard fits else { throw .full }
        guard let slot = takeKeptSlot(layout.total_bytes), let memory = slot.pointer else {
            state.withLock { $0.kept_bytes -= layout.total_bytes }
            throw .memory
        }
        guard let (record, kept) = takeRecord() else {
            releaseSlot(slot.handle)
            state.withLock { $0.kept_bytes -= layout.total_bytes }
            throw .memory
        }
        record.pointee.view = view
        record.pointee.view.handle = kept
        record.pointee.backing = .kept(slot.handle, layout.total_bytes)
        copy(view, part, layout, memory, into: record)
        record.pointee.view.origin = Self.moved(view.origin, Float(part.x), Float(part.y))
        counters.copies.add(1, ordering: .relaxed)
        counters.copied_bytes.add(layout.total_bytes, ordering: .relaxed)
        return kept
    }

    /// Memory for a copy: of slabs, so that workers see it as it is.
    private func takeKeptSlot(_ bytes: Int) -> Slot? {
        let size = Self.slotSize(bytes)
        return takeSlot(size, .kept, slots: max(1, Self.idle_bytes / size), slabs: Self.maxSlabs)
    }

    private func copy(
        _ view: sluice_frame, _ part: sluice_rect, _ layout: FrameLayout, _ memory: UnsafeMutableRawPointer,
        into record: UnsafeMutablePointer<FrameRecord>
    ) {
        var planes = view.planes
        withUnsafeMutablePointer(to: &planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { source in
                for i in 0..<layout.planeCount {
                    let plane = layout.planes[i]
                    let from = source[i]
                    let x = Int(part.x) * Int(from.width) / max(1, Int(view.width)) * plane.sample_bytes
                    let y = Int(part.y) * Int(from.height) / max(1, Int(view.height))
                    let target = memory + plane.offset_bytes
                    for row in 0..<plane.height {
                        let offset = (y + row) * Int(from.row_stride_bytes) + x
                        memcpy(
                            target + row * plane.row_stride_bytes, from.data + offset, plane.width * plane.sample_bytes)
                    }
                    memset(target + plane.size_bytes, 0, 64)
                    source[i].data = UnsafePointer(target.assumingMemoryBound(to: UInt8.self))
                    source[i].size_bytes = UInt64(plane.size_bytes)
                    source[i].row_stride_bytes = UInt32(plane.row_stride_bytes)
                    source[i].width = UInt32(plane.width)
                    source[i].height = UInt32(plane.height)
                }
            }
        }
        record.pointee.view.planes = planes
        record.pointee.view.width = UInt32(part.width)
        record.pointee.view.height = UInt32(part.height)
    }

    private static func clip(_ rect: sluice_rect?, to view: sluice_frame) -> sluice_rect? {
        let width = Int(view.width)
        let height = Int(view.height)
        guard let rect else { return sluice_rect(x: 0, y: 0, width: Int32(width), height: Int32(height)) }
        var left = max(0, Int(rect.x))
        var top = max(0, Int(rect.y))
        var right = min(width, Int(rect.x) + Int(rect.width))
        var bottom = min(height, Int(rect.y) + Int(rect.height))
        if view.pixel_format == UInt32(SLUICE_PIXEL_I420) || view.pixel_format == UInt32(SLUICE_PIXEL_NV12) {
            left &= ~1
            top &= ~1
            right = min(width, (right + 1) & ~1)
            bottom = min(height, (bottom + 1) & ~1)
        }
        guard left < right, top < bottom else { return nil }
        return sluice_rect(x: Int32(left), y: Int32(top), width: Int32(right - left), height: Int32(bottom - top))
    }

    static func moved(_ origin: sluice_origin, _ x: Float, _ y: Float) -> sluice_origin {
        var result = origin
        let a = origin.affine
        result.affine.2 = a.0 * x + a.1 * y + a.2
        result.affine.5 = a.3 * x + a.4 * y + a.5
        return result
    }
}
