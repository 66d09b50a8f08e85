import PluginSDK
import SluiceMedia

/// What is written of one stream, or of one track of it: one file after another.
final class Recording {
    /// Whose packets it takes.
    struct Subject: Hashable {
        let stream: UInt32
        /// 0 for all of the stream.
        let track: UInt64
    }

    let subject: Subject
    var file: MediaFile?
    var parts = 0
    var lastUse: UInt64 = 0
    var lastUse_ns: Int64 = 0
    private(set) var lastStamp: ItemStamp?
    private var codec = Name.none
    private var configuration: [UInt8] = []
    private var lastFlush_ns: Int64 = 0
    private var last_pts_ns: Int64 = 0
    private var epoch: UInt32 = 0

    init(_ subject: Subject) { self.subject = subject }

    /// Why the file has to end before a packet; `nil` when it goes on.
    func endsBefore(_ packet: PacketView, _ item: ItemView, _ settings: FileSinkSettings) -> String? {
        let isNewConfiguration = takeConfiguration(packet)
        guard let file else { return nil }
        if isNewConfiguration || packet.codec != codec || item.epoch != epoch { return "change" }
        guard packet.isKey else { return nil }
        let length_ns = item.pts_ns &- file.begin_pts_ns
        if settings.segment_seconds > 0, Double(length_ns) >= settings.segment_seconds * 1e9 { return "duration" }
        if settings.segment_mb > 0, file.bytes >= settings.segment_mb * 1_000_000 { return "size" }
        return nil
    }

    /// Remembers parameter sets that come beside a packet. Whether they are new.
    private func takeConfiguration(_ packet: PacketView) -> Bool {
        packet.configuration.withUnsafeBytes { bytes in
            guard !bytes.isEmpty, !bytes.elementsEqual(configuration) else { return false }
            configuration = Array(bytes)
            return true
        }
    }

    /// Whether a file can begin with the packet.
    func canBegin(_ packet: PacketView) -> Bool { packet.isKey && packet.bytes.byteCount > 0 }

    func open(
        _ path: String, _ container: MediaContainer, codec name: String, _ packet: PacketView, _ stamp: ItemStamp,
        synced: Bool
    ) throws(StageError) {
        codec = packet.codec
        lastFlush_ns = stamp.pts_ns
        last_pts_ns = stamp.pts_ns
        epoch = stamp.epoch
        file = try MediaFile(
            path, container, codec: name, configuration: configuration.span.bytes, first: packet.bytes,
            start: .init(pts_ns: stamp.pts_ns, wall_ns: stamp.wall_ns), synced: synced)
    }

    /// Takes a packet; what came before goes to the disk when a key picture begins a new group, or when it is long enough.
    func write(_ packet: PacketView, _ item: ItemView, fragment_ns: Int64) throws(StageError) {
        guard let file, packet.bytes.byteCount > 0 else { return }
        let isLong = item.pts_ns &- lastFlush_ns >= fragment_ns
        if file.packets == 1 || (file.packets > 0 && (packet.isKey || isLong)) {
            try file.flush(before: packet.dts_ns)
            lastFlush_ns = item.pts_ns
        }
        let stamp = item.stamp
        let duration_ns = stamp.duration_ns > 0 ? stamp.duration_ns : max(0, stamp.pts_ns &- last_pts_ns)
        try file.write(
            packet.bytes, pts_ns: stamp.pts_ns, dts_ns: packet.dts_ns, duration_ns: duration_ns, isKey: packet.isKey)
        last_pts_ns = stamp.pts_ns
        lastStamp = stamp
    }
}
