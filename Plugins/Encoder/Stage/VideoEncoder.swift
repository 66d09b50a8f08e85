import CVideoEncoder
import PluginSDK

/// One H.264 encoder: of a stream, or of a track of it. Lives as long as the shape of its pictures stays the same.
final class VideoEncoder {
    /// What cannot change within a sequence.
    struct Shape: Equatable {
        let format: PixelFormat
        let width: Int
        let height: Int
        let colour: Colour

        init(_ frame: FrameView) {
            format = frame.format
            width = frame.width
            height = frame.height
            colour = frame.colour
        }
    }

    /// A picture that was sent and whose packet has not come yet.
    struct Pending {
        let number: Int64
        let stamp: ItemStamp
        let regions: SavedRegions
        let isCorrupt: Bool
    }

    /// Whose pictures it codes.
    struct Subject: Hashable {
        let stream: UInt32
        /// 0 for all of the stream.
        let track: UInt64
    }

    let subject: Subject
    let shape: Shape
    let control: EncoderSettings.RateControl
    private let encoder: OpaquePointer
    private let error = ErrorText()
    private let frame_ns: Int64
    private var next: Int64 = 0
    /// Stream times of the latest pictures by number, for decoding times: libx264 looks at most 250 pictures ahead.
    private var times_ns: [Int64]
    private var first_ns: Int64 = 0
    private(set) var pending: [Pending] = []
    var rate: EncoderRate {
        didSet {
            guard rate != oldValue else { return }
            var native = rate.native(control)
            video_encoder_set_rate(encoder, &native)
        }
    }
    /// Stream time of the last key picture that was asked for.
    private var lastKey_ns = Int64.min
    var wantsKey = true
    /// When it was used last: a count for the order, and stream time.
    var lastUse: UInt64 = 0
    var lastUse_ns: Int64 = 0

    private static let history = 512

    /// - Throws: `unsupported` with libx264's reason.
    init(
        _ subject: Subject, _ shape: Shape, _ settings: EncoderSettings, rate: EncoderRate, framesPerSecond: Double
    ) throws(StageError) {
        self.subject = subject
        self.shape = shape
        self.rate = rate
        control = settings.rate_control
        let perSecond = framesPerSecond > 0 ? min(max(framesPerSecond, 0.01), 1000) : 25
        frame_ns = Int64(1e9 / perSecond)
        times_ns = [Int64](repeating: 0, count: Self.history)
        guard let made = Self.open(shape, settings, rate, perSecond, error) else {
            throw StageError(.unsupported, error.text)
        }
        encoder = made
    }

    deinit { video_encoder_close(encoder) }

    private static func open(
        _ shape: Shape, _ settings: EncoderSettings, _ rate: EncoderRate, _ perSecond: Double, _ error: ErrorText
    ) -> OpaquePointer? {
        var native = video_encoder_settings()
        native.format = shape.format.rawValue
        native.width = UInt32(shape.width)
        native.height = UInt32(shape.height)
        // Exact for whole rates and for those of television, such as 30000/1001.
        let isWhole = perSecond == perSecond.rounded()
        native.rate_den = isWhole ? 1 : 1001
        native.rate_num = UInt32(max(1, (perSecond * Double(native.rate_den)).rounded()))
        native.matrix = UInt32(shape.colour.matrix)
        native.is_full_range = shape.colour.isFullRange ? 1 : 0
        native.rate_control =
            switch settings.rate_control {
            case .crf: UInt32(VIDEO_RATE_CRF)
            case .cbr: UInt32(VIDEO_RATE_CBR)
            case .vbr: UInt32(VIDEO_RATE_VBR)
            }
        native.rate = rate.native(settings.rate_control)
        native.threads = UInt32(settings.threads)
        native.zero_latency = settings.zero_latency ? 1 : 0
        native.max_slice_bytes = UInt32(settings.max_slice_bytes)
        return settings.preset.rawValue.withCString { preset in
            settings.profile.rawValue.withCString { profile in
                settings.tune.rawValue.withCString { tune in
                    native.preset = preset
                    native.profile = profile
                    native.tune = settings.tune == .none ? nil : tune
                    return video_encoder_open(&native, error.pointer)
                }
            }
        }
    }

    /// Whether the next picture, at the given stream time, has to be a key picture.
    func isKeyDue(_ pts_ns: Int64, every_seconds: Double) -> Bool {
        if wantsKey || pts_ns < lastKey_ns { return true }
        return every_seconds > 0 && Double(pts_ns &- lastKey_ns) >= every_seconds * 1e9
    }

    /// Sends a picture.
    /// - Returns: Its number.
    func send(_ frame: FrameView, pts_ns: Int64, isKey: Bool) throws(StageError) -> Int64 {
        let number = next
        next += 1
        if number == 0 { first_ns = pts_ns }
        times_ns[Int(number) % Self.history] = pts_ns
        if isKey {
            lastKey_ns = pts_ns
            wantsKey = false
        }
        let status = frame.withPlanes { planes, strides in
            var picture = video_picture(planes: planes, row_stride_bytes: strides)
            return video_encoder_send(encoder, &picture, number, isKey ? 1 : 0, error.pointer)
        }
        guard status == 0 else { throw StageError(.failed, error.text) }
        return number
    }

    /// Says that no more pictures will come.
    func sendEnd() throws(StageError) {
        guard video_encoder_send(encoder, nil, 0, 0, error.pointer) == 0 else { throw StageError(.failed, error.text) }
    }

    /// The next packet, valid until the next call; `nil` for none yet.
    func receive() throws(StageError) -> video_packet? {
        var packet = video_packet()
        switch video_encoder_receive(encoder, &packet, error.pointer) {
        case 1: return packet
        case 0: return nil
        default: throw StageError(.failed, error.text)
        }
    }

    /// The decoding time of a packet: that of the picture whose place it takes in decoding order.
    func dts_ns(_ packet: video_packet) -> Int64 {
        if packet.decode_picture < 0 { return first_ns + packet.decode_picture * frame_ns }
        return times_ns[Int(packet.decode_picture) % Self.history]
    }

    /// Remembers what travels beside a picture until its packet comes.
    func wait(_ number: Int64, _ item: ItemView) {
        pending.append(
            Pending(
                number: number, stamp: item.stamp, regions: SavedRegions(item),
                isCorrupt: item.frame?.isCorrupt ?? false))
    }

    /// What travelled beside the picture of a packet.
    func takePending(_ number: Int64) -> Pending? {
        guard let index = pending.firstIndex(where: { $0.number == number }) else { return nil }
        return pending.remove(at: index)
    }
}
