import CSluice
import HostCore

extension FrameStore {
    /// A frame over a slot that a source has filled, with the source's own plane offsets and strides and its colour,
    /// with one user; takes over one user of the slot. Allocates nothing. Any thread.
    /// - Returns: `nil` for a size or format that no frame can have, or when too many frames are alive; the slot's
    ///   user is then still the caller's.
    public func makeFrame(_ captured: borrowing CapturedFrame) -> UInt64? {
        let (width, height) = (captured.width, captured.height)
        guard let layout = FrameLayout(format: captured.pixelFormat.rawValue, width: width, height: height),
            layout.planeCount == captured.planeCount, let base = UnsafePointer<UInt8>(bitPattern: captured.address),
            let (record, handle) = takeRecord()
        else { return nil }
        record.pointee.backing = .slot(captured.slot)
        var description = Description(format: captured.pixelFormat.rawValue, width: width, height: height)
        description.colour.matrix = captured.colour.matrix
        description.colour.primaries = captured.colour.primaries
        description.colour.transfer = captured.colour.transfer
        description.colour.range = captured.colour.range
        description.colour.chroma_site = captured.colour.chromaSite
        description.rotation_degrees = captured.rotation_degrees
        description.sampleAspect = (captured.sampleAspect.numerator, captured.sampleAspect.denominator)
        description.flags = captured.flags.rawValue
        fill(record, description)
        let sources = captured.planes
        var planes = Self.noPlanes
        withUnsafeMutablePointer(to: &planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) {
                for i in 0..<layout.planeCount {
                    var plane = layout.planes[i]
                    plane.row_stride_bytes = sources[i].row_stride_bytes
                    $0[i].data = base + sources[i].offset_bytes
                    $0[i].size_bytes = UInt64(plane.size_bytes)
                    $0[i].row_stride_bytes = UInt32(plane.row_stride_bytes)
                    $0[i].width = UInt32(plane.width)
                    $0[i].height = UInt32(plane.height)
                }
            }
        }
        record.pointee.view.planes = planes
        record.pointee.view.plane_count = UInt32(layout.planeCount)
        return handle
    }
}
