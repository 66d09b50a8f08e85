import PluginSDK

/// What a record `sluice.encoder-request` asks for: a key picture, another rate, or both; of one stream or of all.
struct EncoderRequest {
    /// The stream's name; `nil` for the record's own stream where the encoder knows that, else all.
    let stream: String?
    let wantsKey: Bool
    private let crf: Double?
    private let bitrate_kbps: Int64?
    private let max_bitrate_kbps: Int64?

    /// - Throws: `argument` for a value outside the bounds of the setting of that name.
    init(_ record: RecordView) throws(StageError) {
        stream = record.text("stream")
        wantsKey = record.flag("keyframe") ?? false
        crf = record.number("crf")
        bitrate_kbps = record.integer("bitrate_kbps")
        max_bitrate_kbps = record.integer("max_bitrate_kbps")
        if let crf, !(1...51).contains(crf) {
            throw StageError(.argument, "an encoder request asks for crf \(crf), which is outside 1 to 51")
        }
        for (key, value) in [("bitrate_kbps", bitrate_kbps), ("max_bitrate_kbps", max_bitrate_kbps)] {
            if let value, !(1...500_000).contains(value) {
                throw StageError(.argument, "an encoder request asks for \(key) \(value), which is outside 1 to 500000")
            }
        }
    }

    /// Whether a rate is asked for.
    var hasRate: Bool { crf != nil || bitrate_kbps != nil || max_bitrate_kbps != nil }

    func apply(to rate: EncoderRate) -> EncoderRate {
        var result = rate
        if let crf { result.crf = crf }
        if let bitrate_kbps { result.bitrate_kbps = Int(bitrate_kbps) }
        if let max_bitrate_kbps { result.max_bitrate_kbps = Int(max_bitrate_kbps) }
        return result
    }
}
