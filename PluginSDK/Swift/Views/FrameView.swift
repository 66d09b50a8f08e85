import CSluice

/// A picture, borrowed and read-only.
@frozen
public struct FrameView: ~Escapable {
    @usableFromInline let frame: UnsafePointer<sluice_frame>

    @inlinable @_lifetime(borrow frame)
    init(_ frame: borrowing UnsafePointer<sluice_frame>) { self.frame = copy frame }

    /// Width in pixels.
    @inlinable public var width: Int { Int(frame.pointee.width) }
    /// Height in pixels.
    @inlinable public var height: Int { Int(frame.pointee.height) }
    /// How the pixels lie in memory.
    @inlinable public var format: PixelFormat { PixelFormat(rawValue: frame.pointee.pixel_format) }
    /// Number of planes, 1 to 4.
    @inlinable public var planeCount: Int { Int(frame.pointee.plane_count) }
    /// Whether the source or the decoder reported damage.
    @inlinable public var isCorrupt: Bool { frame.pointee.flags & UInt32(SLUICE_FLAG_CORRUPT) != 0 }
    /// Clockwise turn that makes it upright: 0, 90, 180 or 270 degrees.
    @inlinable public var rotation_degrees: Int { Int(frame.pointee.rotation_degrees) }
    /// Where it comes from in the captured frame.
    @inlinable public var origin: Origin { Origin(frame.pointee.origin) }
    /// How its numbers become colours.
    @inlinable public var colour: Colour { Colour(frame.pointee) }

    /// The colour to write down for a frame of another height made from this one; `nil` when it may stay as it is. An
    /// unknown matrix is read by the number of lines, so a small part of a large frame has to say what that was.
    func colourWhenMoved(toHeight other: Int) -> sluice_colour? {
        let unknown = frame.pointee.colour.matrix == 0 || frame.pointee.colour.matrix == 2
        guard unknown, (height < 720) != (other < 720) else { return nil }
        var result = frame.pointee.colour
        result.matrix = colour.matrix
        return result
    }

    /// A plane: 0 is brightness in YUV formats and all of a packed format.
    @inlinable @_lifetime(copy self)
    public func plane(_ index: Int) -> PlaneView {
        precondition(index >= 0 && index < planeCount, "a frame of format \(format) has no plane \(index)")
        let plane = withUnsafePointer(to: frame.pointee.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] }
        }
        return _overrideLifetime(PlaneView(plane, of: frame), copying: self)
    }
}

/// One plane of a frame, borrowed and read-only.
@frozen
public struct PlaneView: ~Escapable {
    @usableFromInline let plane: sluice_plane

    @inlinable @_lifetime(borrow owner)
    init(_ plane: sluice_plane, of owner: borrowing UnsafePointer<sluice_frame>) { self.plane = plane }

    /// Width in samples; a UV pair is one sample of two bytes.
    @inlinable public var width: Int { Int(plane.width) }
    /// Height in rows.
    @inlinable public var height: Int { Int(plane.height) }
    /// Bytes from one row to the next.
    @inlinable public var row_stride_bytes: Int { Int(plane.row_stride_bytes) }

    /// All bytes of the plane, padding included.
    public var bytes: RawSpan {
        @inlinable @_lifetime(copy self)
        get {
            let all = UnsafeRawBufferPointer(start: plane.data, count: Int(plane.size_bytes))
            return _overrideLifetime(all.bytes, copying: self)
        }
    }

    /// The bytes from the start of a row to the start of the next.
    @inlinable @_lifetime(copy self)
    public func row(_ y: Int) -> Span<UInt8> {
        precondition(y >= 0 && y < height, "row \(y) of a plane of \(height)")
        let start = y * row_stride_bytes
        let count = min(row_stride_bytes, Int(plane.size_bytes) - start)
        let row = UnsafeBufferPointer(start: plane.data.map { $0 + start }, count: count)
        return _overrideLifetime(row.span, copying: self)
    }
}

/// Where a frame comes from: a region of a captured frame and the map from its pixels to that frame's.
@frozen
public struct Origin: Sendable {
    /// The captured frame's number in its stream.
    public let seq: UInt64
    /// The region that was cut out; 0 for the whole frame.
    public let region: UInt64
    /// The captured frame's stream.
    public let stream: UInt32
    /// Horizontal scale, shear and offset: `X = xx·x + xy·y + x0`.
    public let xx: Float, xy: Float, x0: Float
    /// Vertical shear, scale and offset: `Y = yx·x + yy·y + y0`.
    public let yx: Float, yy: Float, y0: Float

    @inlinable init(_ o: sluice_origin) {
        seq = o.seq
        region = o.region
        stream = o.stream
        (xx, xy, x0, yx, yy, y0) = o.affine
    }

    /// A box of this frame in pixels of the captured frame.
    @inlinable public func captured(_ box: Box) -> Box {
        let x = xx * box.x + xy * box.y + x0
        let y = yx * box.x + yy * box.y + y0
        let right = xx * box.right + xy * box.bottom + x0
        let bottom = yx * box.right + yy * box.bottom + y0
        return Box(x: min(x, right), y: min(y, bottom), width: abs(right - x), height: abs(bottom - y))
    }
}

/// How numbers become colours, in the code points of ITU-T H.273, with unknowns resolved as the contract says:
/// matrix 601 below 720 lines and 709 from there on, limited range.
@frozen
public struct Colour: Sendable, Hashable {
    /// `matrix_coefficients`: 1 is BT.709, 5 and 6 are BT.601, 9 is BT.2020.
    public let matrix: UInt8
    /// Whether brightness uses 0 to 255 rather than 16 to 235.
    public let isFullRange: Bool

    @inlinable init(_ f: sluice_frame) {
        let known = f.colour.matrix != 0 && f.colour.matrix != 2
        matrix = known ? f.colour.matrix : (f.height < 720 ? 6 : 1)
        isFullRange = f.colour.range == 2
    }
}
