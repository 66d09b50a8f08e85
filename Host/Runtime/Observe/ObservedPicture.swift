import CSluice
import HostCore

/// The pixels of an observed frame: views of the host's memory, valid only during the call that they are handed to.
public struct ObservedPicture {
    private let frame: UnsafePointer<sluice_frame>

    init(_ frame: UnsafePointer<sluice_frame>) { self.frame = frame }

    /// In pixels.
    public var width: Int { Int(frame.pointee.width) }
    /// In pixels.
    public var height: Int { Int(frame.pointee.height) }
    /// How the pixels lie.
    public var pixelFormat: PixelFormat { PixelFormat(rawValue: frame.pointee.pixel_format) }
    /// Its colour, as far as known.
    public var colour: FrameColour {
        let colour = frame.pointee.colour
        return FrameColour(
            matrix: colour.matrix, primaries: colour.primaries, transfer: colour.transfer, range: colour.range,
            chromaSite: colour.chroma_site)
    }
    /// Planes in use.
    public var planeCount: Int { Int(frame.pointee.plane_count) }

    /// First byte of a plane and the bytes from one row to the next; `nil` for a plane that is not there.
    public func plane(_ index: Int) -> (data: UnsafePointer<UInt8>, row_stride_bytes: Int)? {
        guard index >= 0, index < planeCount else { return nil }
        let planes = frame.pointee.planes
        let plane = [planes.0, planes.1, planes.2, planes.3][index]
        return plane.data.map { ($0, Int(plane.row_stride_bytes)) }
    }
}
