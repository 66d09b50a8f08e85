import PluginSDK

/// Configuration of ``Encoder``.
public struct EncoderSettings: StageSettings {
    /// What frames become.
    public enum Codec: String, SettingChoice {
        /// H.264, Annex B, by libx264.
        case h264
        /// A JPEG picture each, by libjpeg-turbo.
        case jpeg
    }
    /// Speed against size: the presets of libx264.
    public enum Preset: String, SettingChoice {
        /// From the fastest to the smallest.
        case ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow
    }
    /// What libx264 pays attention to.
    public enum Tune: String, SettingChoice {
        /// Nothing special.
        case none
        /// The tunings of libx264.
        case film, animation, grain, stillimage, fastdecode, psnr, ssim
    }
    /// What players must know.
    public enum Profile: String, SettingChoice {
        /// Constrained baseline: no B-frames, no CABAC.
        case baseline
        /// B-frames and CABAC.
        case main
        /// Also 8x8 transforms.
        case high
    }
    /// What is held constant.
    public enum RateControl: String, SettingChoice {
        /// The quality.
        case crf
        /// The rate, as closely as `buffer_ms` asks.
        case cbr
        /// The rate on average.
        case vbr
    }
    /// What has an encoder of its own.
    public enum Scope: String, SettingChoice {
        /// Each stream.
        case stream
        /// Each track of each stream: crops of one person are one small video.
        case track
    }

    /// What frames become.
    public var codec = Codec.h264
    /// Speed against size.
    public var preset = Preset.veryfast
    /// What libx264 pays attention to.
    public var tune = Tune.none
    /// What players must know.
    public var profile = Profile.high
    /// What is held constant.
    public var rate_control = RateControl.crf
    /// Quality of `crf`.
    public var crf = 23.0
    /// Rate of `cbr` and `vbr`.
    public var bitrate_kbps = 1000
    /// Bound of `vbr` and `crf`.
    public var max_bitrate_kbps = 0
    /// Time over which the rate is held.
    public var buffer_ms = 1000
    /// Longest time between key pictures.
    public var keyframe_seconds = 2.0
    /// Whether each frame gives its packet at once.
    public var zero_latency = true
    /// Longest slice.
    public var max_slice_bytes = 0
    /// Threads of one encoder.
    public var threads = 1
    /// What has an encoder of its own.
    public var per = Scope.stream
    /// Most encoders at once.
    public var max_encoders = 32
    /// When an unused encoder of a track is closed.
    public var idle_seconds = 10.0
    /// Frames per second for rate control.
    public var frame_rate: Double?
    /// Quality of JPEG.
    public var quality = 85

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<EncoderSettings>(
        .init("codec", \.codec, "What frames become: h264, or jpeg."),
        .init("preset", \.preset, "Speed against size, as libx264 names it; h264."),
        .init("tune", \.tune, "What libx264 pays attention to; h264."),
        .init("profile", \.profile, "What players must know: baseline, main or high; h264."),
        .init(
            "rate_control", \.rate_control,
            "What is held: crf the quality, cbr the rate over buffer_ms, vbr the rate on average; h264."),
        .init("crf", \.crf, 1...51, "For crf: 1 is the best, 51 the worst; 6 more halve the size.", .live),
        .init("bitrate_kbps", \.bitrate_kbps, 1...500_000, "For cbr and vbr: thousands of bits per second.", .live),
        .init(
            "max_bitrate_kbps", \.max_bitrate_kbps, 0...500_000,
            "Bound over buffer_ms for crf (0: none) and vbr (0: 1.5 times bitrate_kbps).", .live),
        .init("buffer_ms", \.buffer_ms, 10...60_000, "Time over which a bound on the rate is kept.", .live),
        .init(
            "keyframe_seconds", \.keyframe_seconds, 0...3600,
            "Longest stream time between key pictures; 0: the first one and those asked for.", .live),
        .init("zero_latency", \.zero_latency, "Whether each frame gives its packet at once, without B-frames; h264."),
        .init(
            "max_slice_bytes", \.max_slice_bytes, 0...1_000_000, "Longest slice, for small packets; 0: no bound; h264."),
        .init("threads", \.threads, 0...64, "Threads of one encoder; 0: as many as libx264 likes; h264."),
        .init("per", \.per, "What has an encoder of its own: each stream, or each track of it; h264."),
        .init(
            "max_encoders", \.max_encoders, 1...1024, "Most encoders at once; the one unused for longest makes room."),
        .init(
            "idle_seconds", \.idle_seconds, 0.1...86_400,
            "With per: track, stream time after which an unused encoder ends."),
        .init("frame_rate", \.frame_rate, "Frames per second for rate control; null: as the stream says, or 25."),
        .init("quality", \.quality, 1...100, "For jpeg: 100 is the best.", .live))

    /// Checks what bounds cannot say.
    public func validate() throws(StageError) {
        if let rate = frame_rate, !(0.01...1000).contains(rate) {
            throw StageError(.configuration, "frame_rate: \(rate) is outside 0.01 to 1000")
        }
        if rate_control == .vbr, max_bitrate_kbps > 0, max_bitrate_kbps < bitrate_kbps {
            throw StageError(
                .configuration, "max_bitrate_kbps: \(max_bitrate_kbps) is below bitrate_kbps, \(bitrate_kbps)")
        }
    }
}
