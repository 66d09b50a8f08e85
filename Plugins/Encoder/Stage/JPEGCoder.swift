import CImageCodec
import PluginSDK

/// Codes frames as JPEG into memory that is kept from frame to frame.
struct JPEGCoder: ~Copyable {
    private var coded = image_bytes()
    var quality: Int

    init(quality: Int) { self.quality = quality }

    deinit {
        var bytes = coded
        image_bytes_free(&bytes)
    }

    /// Codes a frame and emits it as a packet.
    mutating func code(
        _ item: ItemView, _ frame: FrameView, _ codec: Name, _ output: Output
    ) throws(StageError) {
        var source = image_source()
        source.format = frame.format.rawValue
        source.width = UInt32(frame.width)
        source.height = UInt32(frame.height)
        source.matrix = UInt32(frame.colour.matrix)
        source.is_full_range = frame.colour.isFullRange ? 1 : 0
        let done = frame.withPlanes { planes, strides in
            source.planes = planes
            source.row_stride_bytes = (Int(strides.0), Int(strides.1), Int(strides.2))
            return image_jpeg(&coded, &source, Int32(quality))
        }
        guard done == 1 else {
            let why = withUnsafeBytes(of: coded.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw StageError(.failed, "a frame of \(frame.width)x\(frame.height) cannot be coded as JPEG: \(why)")
        }
        let bytes = UnsafeRawBufferPointer(start: coded.data, count: coded.size)
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        try output.emit(
            packet: codec, bytes.bytes, configuration: none.bytes, dts_ns: item.pts_ns,
            flags: frame.isCorrupt ? [.key, .corrupt] : .key, for: item)
    }
}
