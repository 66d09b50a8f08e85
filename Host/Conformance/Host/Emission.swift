/// An item that the plugin emitted, as far as checks compare it.
struct Emission: Sendable, Hashable {
    var port: Int
    var kind: UInt32
    var stream: UInt32
    var seq: UInt64
    var sub: UInt32
    var pts_ns: Int64
    var epoch: UInt32
    var capture_ns: Int64
    /// Number of the frame's handle; 0 for other kinds.
    var handle: UInt64
    /// Content, regions and attachments in one number; ids of texts and tracks are told by what they stand for.
    var digest: UInt64
    /// The same for attachments alone.
    var attachments: UInt64
    /// What was wrong with its numbers; empty for nothing.
    var notFinite: String

    /// What one item has to be emitted once for.
    struct Key: Hashable {
        var port: Int
        var kind: UInt32
        var stream: UInt32
        var seq: UInt64
        var sub: UInt32
        var digest: UInt64
    }

    var key: Key { Key(port: port, kind: kind, stream: stream, seq: seq, sub: sub, digest: digest) }
}
