/// The layout of a recording; docs/record-replay.md describes it byte by byte. All numbers are little-endian.
enum RecordingFormat {
    /// The first eight bytes. The high bit, the line ends and the end-of-file mark show what a careless copy has changed.
    static let magic: [UInt8] = [0x89, 0x53, 0x4C, 0x52, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The only version that there is.
    static let version: UInt32 = 1
    /// Bytes of the file's own head: magic, version, reserved, check.
    static let head_bytes = 24
    /// The most bytes of a block's content, packed or not: a frame of 8K in RGBA has a quarter of that.
    static let block_limit_bytes = 512 << 20
    /// The most bytes of a block of text.
    static let text_limit_bytes = 8 << 20
    /// The most names, as many as a run can have.
    static let nameLimit = 65536
    /// The most edges.
    static let edgeLimit = 65536
}
