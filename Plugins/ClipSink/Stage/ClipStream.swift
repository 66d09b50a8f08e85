import PluginSDK
import SluiceMedia

/// What is kept and written of one stream.
final class ClipStream {
    /// A clip under way.
    struct Clip {
        let file: MediaFile
        var window: Window
        /// Number of the next packet to write.
        var next: UInt64
        var lastFlush_ns: Int64
    }

    let name: String
    let ring: PacketRing
    var clip: Clip?
    /// Windows that have not begun, in order.
    private(set) var windows: [Window] = []
    private(set) var codec = Name.none
    private(set) var configuration: [UInt8] = []
    private(set) var epoch: UInt32 = 0
    var clips = 0
    var lastStamp: ItemStamp?

    init(name: String, buffer_bytes: Int) {
        self.name = name
        ring = PacketRing(capacity_bytes: buffer_bytes)
    }

    /// Whether a packet begins another sequence, which cannot stand in a file with the packets before it.
    func begins(_ packet: PacketView, _ item: ItemView) -> Bool {
        if codec == .none { return false }
        if packet.codec != codec || item.epoch != epoch { return true }
        return packet.configuration.withUnsafeBytes { bytes in
            !bytes.isEmpty && !configuration.isEmpty && !bytes.elementsEqual(configuration)
        }
    }

    /// Begins another sequence: what the ring holds belongs to the old one.
    func beginSequence() {
        ring.removeAll()
        configuration = []
        codec = .none
    }

    /// Keeps a packet. `false` when it is larger than the buffer.
    func keep(_ packet: PacketView, _ item: ItemView) -> Bool {
        codec = packet.codec
        epoch = item.epoch
        lastStamp = item.stamp
        packet.configuration.withUnsafeBytes { bytes in
            if !bytes.isEmpty, !bytes.elementsEqual(configuration) { configuration = Array(bytes) }
        }
        return ring.push(packet.bytes, stamp: item.stamp, dts_ns: packet.dts_ns, isKey: packet.isKey)
    }

    /// Takes an event in: into the clip under way, into a window that waits, or as a new one.
    func want(_ window: Window, longest_ns: Int64) {
        var window = window
        if var clip, clip.window.merge(window) {
            let limit = clip.file.begin_pts_ns &+ longest_ns
            let end = clip.window.end_ns
            clip.window.end_ns = min(end, limit)
            self.clip = clip
            guard end > limit else { return }
            window.begin_ns = limit
            window.end_ns = end
        }
        for index in windows.indices where windows[index].merge(window) { return }
        windows.append(window)
        windows.sort { $0.begin_ns < $1.begin_ns }
    }

    /// The window whose time has come.
    func takeWindow(by pts_ns: Int64) -> Window? {
        guard let first = windows.first, first.begin_ns <= pts_ns else { return nil }
        return windows.removeFirst()
    }
}
