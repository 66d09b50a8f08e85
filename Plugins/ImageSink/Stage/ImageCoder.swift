import CImageCodec
import PluginSDK

/// Codes frames as PNG or JPEG into memory that is kept from frame to frame.
struct ImageCoder: ~Copyable {
    private var coded = image_bytes()
    private let format: ImageSinkSettings.Format
    private let level: Int32

    init(_ settings: ImageSinkSettings) {
        format = settings.format
        level = Int32(settings.format == .png ? settings.compression : settings.quality)
    }

    deinit {
        var bytes = coded
        image_bytes_free(&bytes)
    }

    /// Codes a frame, then calls `body` with the file's bytes.
    mutating func code(
        _ frame: FrameView, _ body: (UnsafeRawBufferPointer) throws(StageError) -> Void
    ) throws(StageError) {
        var source = image_source()
        source.format = frame.format.rawValue
        source.width = UInt32(frame.width)
        source.height = UInt32(frame.height)
        source.matrix = UInt32(frame.colour.matrix)
        source.is_full_range = frame.colour.isFullRange ? 1 : 0
        let last = frame.planeCount - 1
        let (first, second, third) = (frame.plane(0), frame.plane(min(1, last)), frame.plane(min(2, last)))
        source.row_stride_bytes = (first.row_stride_bytes, second.row_stride_bytes, third.row_stride_bytes)
        let done = first.bytes.withUnsafeBytes { a in
            second.bytes.withUnsafeBytes { b in
                third.bytes.withUnsafeBytes { c in
                    source.planes = (
                        a.assumingMemoryBound(to: UInt8.self).baseAddress,
                        b.assumingMemoryBound(to: UInt8.self).baseAddress,
                        c.assumingMemoryBound(to: UInt8.self).baseAddress
                    )
                    return format == .png ? image_png(&coded, &source, level) : image_jpeg(&coded, &source, level)
                }
            }
        }
        guard done == 1 else {
            let why = withUnsafeBytes(of: coded.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            let size = "\(frame.width)x\(frame.height)"
            throw StageError(.failed, "a frame of \(size) cannot be coded as \(format.rawValue): \(why)")
        }
        try body(UnsafeRawBufferPointer(start: coded.data, count: coded.size))
    }
}
