import CSluice
import HostCore

extension FrameStore {
    /// A frame over a captured slot, as the source laid it out, with one user; takes over one user of the slot.
    /// - Parameters:
    ///   - captured: What the source delivered.
    ///   - stream: Number of the stream, for the frame's origin.
    ///   - seq: Number of the frame within it.
    /// - Returns: `nil` for an unknown format, an impossible size, or when too many frames are alive; the slot's user is
    ///   then still the caller's.
    public func makeFrame(_ captured: CapturedFrame, stream: UInt32, seq: UInt64) -> UInt64? {
        let format = captured.pixelFormat.rawValue
        guard let layout = FrameLayout(format: format, width: captured.width, height: captured.height),
            layout.planeCount == captured.planeCount, let (record, handle) = takeRecord()
        else { return nil }
        record.pointee.backing = .slot(captured.slot)
        var description = Description(format: format, width: captured.width, height: captured.height)
        description.colour = Self.colour(captured.colour)
        description.rotation_degrees = captured.rotation_degrees
        description.sampleAspect = (captured.sampleAspect.numerator, captured.sampleAspect.denominator)
        description.flags = captured.flags.rawValue
        fill(record, description)
        record.pointee.view.origin.stream = stream
        record.pointee.view.origin.seq = seq
        record.pointee.view.planes = Self.planes(captured, layout)
        record.pointee.view.plane_count = UInt32(layout.planeCount)
        return handle
    }

    private static func planes(
        _ captured: CapturedFrame, _ layout: FrameLayout
    ) -> (sluice_plane, sluice_plane, sluice_plane, sluice_plane) {
        var planes = noPlanes
        withUnsafeMutablePointer(to: &planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) {
                for i in 0..<layout.planeCount {
                    let stride = captured.planes[i].row_stride_bytes
                    $0[i].data = captured.plane(i)
                    $0[i].row_stride_bytes = UInt32(stride)
                    $0[i].size_bytes = UInt64(stride * layout.planes[i].height)
                    $0[i].width = UInt32(layout.planes[i].width)
                    $0[i].height = UInt32(layout.planes[i].height)
                }
            }
        }
        return planes
    }

    private static func colour(_ colour: FrameColour) -> sluice_colour {
        var result = sluice_colour()
        result.matrix = colour.matrix
        result.primaries = colour.primaries
        result.transfer = colour.transfer
        result.range = colour.range
        result.chroma_site = colour.chromaSite
        return result
    }
}
