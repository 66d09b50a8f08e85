import CSluice

/// A frame being written. It goes back to the host when it is emitted or dropped.
public struct NewFrame: ~Copyable {
    @usableFromInline var frame: sluice_frame
    let planes: PlanePointers
    let host: UnsafePointer<sluice_host>
    let handle: OpaquePointer

    init(
        frame: sluice_frame, planes: PlanePointers, host: UnsafePointer<sluice_host>, handle: OpaquePointer
    ) {
        self.frame = frame
        self.planes = planes
        self.host = host
        self.handle = handle
    }

    deinit { host.pointee.frame_unref(handle, frame.handle) }

    /// Width in pixels.
    public var width: Int { Int(frame.width) }
    /// Height in pixels.
    public var height: Int { Int(frame.height) }
    /// How its pixels lie in memory.
    public var format: PixelFormat { PixelFormat(rawValue: frame.pixel_format) }
    /// Number of planes, 1 to 4.
    public var planeCount: Int { Int(frame.plane_count) }

    /// Bytes from one row of a plane to the next.
    public func row_stride_bytes(_ index: Int) -> Int { Int(facts(index).row_stride_bytes) }
    /// Width of a plane in samples.
    public func planeWidth(_ index: Int) -> Int { Int(facts(index).width) }
    /// Height of a plane in rows.
    public func planeHeight(_ index: Int) -> Int { Int(facts(index).height) }

    /// Says what is special about the picture, such as damage.
    public mutating func mark(_ flags: ItemFlags) { frame.flags |= flags.rawValue }

    /// A plane to write into, padding included.
    @_lifetime(&self)
    public mutating func plane(_ index: Int) -> MutableSpan<UInt8> {
        let plane = facts(index)
        let start = withUnsafePointer(to: planes) {
            $0.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self, capacity: 4) { $0[index] }
        }
        let all = UnsafeMutableBufferPointer(start: start, count: Int(plane.size_bytes))
        return _overrideLifetime(all.mutableSpan, mutating: &self)
    }

    private func facts(_ index: Int) -> sluice_plane {
        precondition(index >= 0 && index < planeCount, "a frame of format \(format) has no plane \(index)")
        return withUnsafePointer(to: frame.planes) {
            $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] }
        }
    }

    @usableFromInline
    consuming func giveAway() -> sluice_frame {
        let result = frame
        discard self
        return result
    }
}

/// A frame that a stage keeps beyond the call. It goes back to the host when this value ends.
public struct HeldFrame: ~Copyable {
    @usableFromInline let frame: sluice_frame
    let host: UnsafePointer<sluice_host>
    let handle: OpaquePointer

    init(frame: sluice_frame, host: UnsafePointer<sluice_host>, handle: OpaquePointer) {
        self.frame = frame
        self.host = host
        self.handle = handle
    }

    deinit { host.pointee.frame_unref(handle, frame.handle) }

    /// Calls `body` with a view of the frame.
    public func withView<R>(_ body: (FrameView) throws(StageError) -> R) throws(StageError) -> R {
        try withUnsafePointer(to: frame) { pointer throws(StageError) in
            let view = FrameView(pointer)
            return try body(view)
        }
    }

    /// Width in pixels.
    public var width: Int { Int(frame.width) }
    /// Height in pixels.
    public var height: Int { Int(frame.height) }
}
