import CSluice
import Glibc
import Synchronization

extension FrameStore {
    /// What a frame shows, beside its memory.
    public struct Description: Sendable {
        /// `SLUICE_PIXEL_…`.
        public var format: UInt32
        /// In pixels.
        public var width: Int
        /// In pixels.
        public var height: Int
        /// Colour in code points of ITU-T H.273.
        public var colour = sluice_colour()
        /// Clockwise turn that makes it upright.
        public var rotation_degrees: UInt32 = 0
        /// Shape of a pixel.
        public var sampleAspect: (num: UInt32, den: UInt32) = (1, 1)
        /// `SLUICE_FLAG_…`.
        public var flags: UInt32 = 0

        /// A frame of the given format and size, with nothing else known.
        public init(format: UInt32, width: Int, height: Int) {
            self.format = format
            self.width = width
            self.height = height
        }
    }

    /// A frame over a slot, laid out by ``FrameLayout``, with one user; takes over one user of the slot.
    /// - Returns: `nil` for an impossible size or when too many frames are alive; the slot's user is then still the
    ///   caller's.
    public func makeFrame(_ description: Description, layout: FrameLayout, slot: Slot) -> UInt64? {
        guard let (record, handle) = takeRecord() else { return nil }
        record.pointee.backing = .slot(slot.handle)
        fill(record, description)
        var planes: (sluice_plane, sluice_plane, sluice_plane, sluice_plane) = Self.noPlanes
        withUnsafeMutablePointer(to: &planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) {
                for i in 0..<layout.planeCount { $0[i] = Self.plane(layout.planes[i], slot.pointer) }
            }
        }
        record.pointee.view.planes = planes
        record.pointee.view.plane_count = UInt32(layout.planeCount)
        return handle
    }

    /// A frame to write into: a new slot, undefined pixels, one user, marked as a draft.
    public func allocate(_ description: Description) -> UInt64? {
        guard
            let layout = FrameLayout(
                format: description.format, width: description.width, height: description.height),
            let slot = takeSlot(bytes: layout.total_bytes)
        else { return nil }
        guard let handle = makeFrame(description, layout: layout, slot: slot) else {
            releaseSlot(slot.handle)
            return nil
        }
        record(handle)?.pointee.isDraft = true
        return handle
    }

    /// The brightness plane of an I420 or NV12 frame as a GRAY8 frame of its own, without a copy.
    public func lumaView(_ handle: UInt64) -> UInt64? {
        guard let parent = record(handle), retain(handle) else { return nil }
        guard let (record, alias) = takeRecord() else {
            release(handle)
            return nil
        }
        record.pointee.backing = .alias(handle)
        record.pointee.view = parent.pointee.view
        record.pointee.view.handle = alias
        record.pointee.view.pixel_format = UInt32(SLUICE_PIXEL_GRAY8)
        record.pointee.view.plane_count = 1
        let luma = parent.pointee.view.planes.0
        record.pointee.view.planes = Self.noPlanes
        record.pointee.view.planes.0 = luma
        return alias
    }

    /// Whether a frame is still being written by a stage.
    public func isDraft(_ handle: UInt64) -> Bool { record(handle)?.pointee.isDraft ?? false }

    /// Makes a draft read-only. `false` when it is no draft.
    public func freeze(_ handle: UInt64) -> Bool {
        guard let record = record(handle), record.pointee.isDraft else { return false }
        record.pointee.isDraft = false
        return true
    }

    /// Sets where a frame comes from; only while its only user has it.
    public func setOrigin(_ origin: sluice_origin, of handle: UInt64) {
        record(handle)?.pointee.view.origin = origin
    }

    /// Sets what is special about a frame (`SLUICE_FLAG_…`); only while its only user has it.
    public func setFlags(_ flags: UInt32, of handle: UInt64) { record(handle)?.pointee.view.flags = flags }

    /// Where plane `index` of a draft is written.
    public func writablePlane(_ index: Int, of handle: UInt64) -> UnsafeMutablePointer<UInt8>? {
        guard let record = record(handle) else { return nil }
        return withUnsafePointer(to: &record.pointee.view.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { UnsafeMutablePointer(mutating: $0[index].data) }
        }
    }

    func fill(_ record: UnsafeMutablePointer<FrameRecord>, _ description: Description) {
        Self.fill(&record.pointee.view, description)
    }

    private static func fill(_ view: inout sluice_frame, _ description: Description) {
        view.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        view.pixel_format = description.format
        view.width = UInt32(description.width)
        view.height = UInt32(description.height)
        view.memory_kind = UInt32(SLUICE_MEMORY_HOST)
        view.colour = description.colour
        view.rotation_degrees = description.rotation_degrees
        view.sample_aspect_num = description.sampleAspect.num
        view.sample_aspect_den = description.sampleAspect.den
        view.flags = description.flags
        view.origin = sluice_origin()
        view.origin.affine = (1, 0, 0, 0, 1, 0)
    }

    /// A frame as a stage sees it, laid out by ``FrameLayout`` from `start` on, of no store and with no handle.
    package static func view(
        _ description: Description, layout: FrameLayout, at start: UnsafeMutableRawPointer
    ) -> sluice_frame {
        var view = sluice_frame()
        fill(&view, description)
        view.plane_count = UInt32(layout.planeCount)
        withUnsafeMutablePointer(to: &view.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) {
                for i in 0..<layout.planeCount { $0[i] = plane(layout.planes[i], start) }
            }
        }
        return view
    }

    static func plane(_ plane: FrameLayout.Plane, _ start: UnsafeMutableRawPointer?) -> sluice_plane {
        var result = sluice_plane()
        result.data = start.map { UnsafePointer(($0 + plane.offset_bytes).assumingMemoryBound(to: UInt8.self)) }
        result.size_bytes = UInt64(plane.size_bytes)
        result.row_stride_bytes = UInt32(plane.row_stride_bytes)
        result.width = UInt32(plane.width)
        result.height = UInt32(plane.height)
        return result
    }

    static var noPlanes: (sluice_plane, sluice_plane, sluice_plane, sluice_plane) {
        (sluice_plane(), sluice_plane(), sluice_plane(), sluice_plane())
    }
}
