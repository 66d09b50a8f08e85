import PluginSDK
import RTP

/// One stream on its way in.
struct ReceivedStream: Sendable {
    let stream: UInt32
    let name: String
    var receiver: RTPReceiver
    var schedule: ReportSchedule
    /// This receiver's own number in reports.
    let ssrc: UInt32
    /// The last datagram that came, and how many items were made of it.
    var last: ItemStamp?
    var sub: UInt32 = 0
    var pts_ns: Int64 = 0
    var isWaitingForKey: Bool
    var leftOut: UInt64 = 0
    /// Faults at the last look, for the log.
    var toldFaults: UInt64 = 0
    var toldSourceChanges: UInt64 = 0
    var hasToldMissingSets = false
}
