/// One frame as a source delivers it: pixels in a slot of the host's memory, and what is known about them.
///
/// The receiver owns one count of the slot. A value of fixed size: to hand one over allocates nothing.
public struct CapturedFrame: Sendable {
    /// Where a plane lies in its slot.
    @frozen
    public struct Plane: Sendable, Hashable {
        /// From ``CapturedFrame/address`` to the first row; the sum is a multiple of 64.
        public var offset_bytes: Int
        /// From one row to the next, a multiple of 64.
        public var row_stride_bytes: Int

        /// A plane at the given place.
        @inlinable public init(offset_bytes: Int, row_stride_bytes: Int) {
            self.offset_bytes = offset_bytes
            self.row_stride_bytes = row_stride_bytes
        }
    }

    /// The slot that holds the pixels, for the store that the source was made with.
    public var slot: UInt64
    /// Where offsets of planes count from.
    public var address: UInt
    /// The planes; as many as the pixel format has are in use.
    public var planes: InlineArray<4, Plane>
    /// Planes in use.
    public var planeCount: Int
    /// How the pixels lie.
    public var pixelFormat: PixelFormat
    /// In pixels.
    public var width: Int
    /// In pixels.
    public var height: Int
    /// Its number in the stream, where the source knows it; 0 for the next one.
    public var seq: UInt64
    /// Stream time from 0; does not fall within an epoch.
    public var pts_ns: Int64
    /// 0 when unknown.
    public var duration_ns: Int64
    /// When the host got it, on the host's monotonic clock.
    public var capture_ns: Int64
    /// When the host got it, in UTC since 1970.
    public var wall_ns: Int64
    /// Raised when the source's clock starts anew.
    public var epoch: UInt32
    /// What is special about it.
    public var flags: FrameFlags
    /// Its colour.
    public var colour: FrameColour
    /// Shape of a pixel.
    public var sampleAspect: Fraction
    /// Clockwise turn that makes it upright: 0, 90, 180 or 270.
    public var rotation_degrees: UInt32
    /// Bytes that had to be copied to get it into the slot; 0 when it was written there at once.
    public var copied_bytes: Int

    /// A frame in the given slot, with nothing else known.
    public init(slot: UInt64, address: UInt, pixelFormat: PixelFormat, width: Int, height: Int) {
        self.slot = slot
        self.address = address
        self.pixelFormat = pixelFormat
        self.width = width
        self.height = height
        planes = InlineArray(repeating: Plane(offset_bytes: 0, row_stride_bytes: 0))
        planeCount = 0
        seq = 0
        pts_ns = 0
        duration_ns = 0
        capture_ns = 0
        wall_ns = 0
        epoch = 0
        flags = .key
        colour = FrameColour()
        sampleAspect = Fraction(1, 1)
        rotation_degrees = 0
        copied_bytes = 0
    }

    /// First byte of a plane.
    public func plane(_ index: Int) -> UnsafePointer<UInt8>? {
        UnsafePointer(bitPattern: address + UInt(planes[index].offset_bytes))
    }
}
