import CSluice
import HostCore

/// An item to be made for a plugin.
struct ItemSpec: Sendable {
    /// What it carries.
    enum Payload: Sendable {
        case frame(FrameShape, PictureContent)
        case packet(codec: String, bytes: [UInt8], isKey: Bool)
        case tensor([Int64], seed: UInt64)
        case record(type: String, json: String)
        case audio(samples: Int, seed: UInt64)
    }

    /// A region beside the picture.
    struct Region: Sendable {
        var id: UInt64
        var box: (x: Float, y: Float, width: Float, height: Float)
        var label = "face"
        var confidence: Float = 0.9
        var track: UInt64 = 0
        var scores: [(String, Float)] = []
        var points: [(Float, Float)] = []
    }

    var payload: Payload
    var stream: UInt32 = 0
    var seq: UInt64 = 1
    var sub: UInt32 = 0
    var pts_ns: Int64 = 0
    var epoch: UInt32 = 0
    var flags: UInt32 = 0
    var regions: [Region] = []
    /// Whether bytes of a type that nobody knows travel along.
    var hasAttachment = false
}
