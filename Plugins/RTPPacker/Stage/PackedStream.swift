import PluginSDK
import RTP

/// One stream on its way out.
struct PackedStream: Sendable {
    let stream: UInt32
    let name: String
    let framesPerSecond: Double
    /// Made with the first packet, which says what the codec is.
    var sender: RTPSender?
    var codec = VideoCodec.h264
    var parameters = ParameterSets()
    /// Bytes of the length before each unit; `nil` for start codes.
    var lengthBytes: Int?
    var schedule: ReportSchedule
    var isDescribed = false
    var refused: UInt64 = 0
    var last: ItemStamp?

    init(_ info: StreamInfo, schedule: ReportSchedule) {
        stream = info.stream
        name = info.name
        framesPerSecond = info.framesPerSecond
        self.schedule = schedule
    }

    /// As new: the next packet begins another sender.
    mutating func forget(_ schedule: ReportSchedule) {
        sender = nil
        codec = .h264
        parameters = ParameterSets()
        lengthBytes = nil
        self.schedule = schedule
        isDescribed = false
        refused = 0
        last = nil
    }
}
