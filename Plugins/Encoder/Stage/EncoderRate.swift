import CVideoEncoder
import PluginSDK

/// The part of rate control that may change while pictures are coded.
struct EncoderRate: Equatable {
    var crf: Double
    var bitrate_kbps: Int
    var max_bitrate_kbps: Int
    var buffer_ms: Int

    init(_ settings: EncoderSettings) {
        crf = settings.crf
        bitrate_kbps = settings.bitrate_kbps
        max_bitrate_kbps = settings.max_bitrate_kbps
        buffer_ms = settings.buffer_ms
    }

    /// As libavcodec wants it: `cbr` is a bound as high as the mean, `vbr` one of half as much again unless one is given.
    func native(_ control: EncoderSettings.RateControl) -> video_rate {
        let mean = Int64(bitrate_kbps) * 1000
        let given = Int64(max_bitrate_kbps) * 1000
        let bound: Int64 =
            switch control {
            case .crf: given
            case .cbr: mean
            case .vbr: given > 0 ? max(given, mean) : mean * 3 / 2
            }
        let buffer = min(Int64(Int32.max), bound * Int64(buffer_ms) / 1000)
        return video_rate(
            crf: crf, bits_per_second: mean, max_bits_per_second: bound, buffer_bits: max(buffer, bound > 0 ? 1000 : 0))
    }
}
