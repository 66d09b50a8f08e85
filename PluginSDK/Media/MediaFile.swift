import CMediaMux
import Glibc
import PluginSDK

/// A file of coded video under its final name. What is on disk plays at every moment: whole fragments go out in one write,
/// behind a header that needs no end, so that a process that is killed loses the fragment under way at most.
///
/// Not thread-safe. A file that is let go of without ``close()`` is closed without a word.
public final class MediaFile {
    /// What the header needs to know.
    public struct Start: Sendable {
        /// Stream time that becomes 0 in the file.
        public var pts_ns: Int64
        /// UTC of that moment; 0 when unknown.
        public var wall_ns: Int64

        /// A moment.
        public init(pts_ns: Int64, wall_ns: Int64) {
            self.pts_ns = pts_ns
            self.wall_ns = wall_ns
        }
    }

    /// Where it is.
    public let path: String
    /// Packets in it; once it has failed, those that are on the disk.
    public private(set) var packets = 0
    /// Stream time of its first picture.
    public let begin_pts_ns: Int64
    /// UTC of its first picture; 0 when unknown.
    public let begin_wall_ns: Int64
    /// Whether it is there. A file that fails before its first picture is on the disk is removed.
    public private(set) var isThere = true
    /// Stream time at which its last picture ends.
    public private(set) var end_pts_ns: Int64

    /// What the last flush had reached.
    private var whole: (packets: Int, end_pts_ns: Int64)
    private var closedBytes = 0
    private var mux: OpaquePointer?
    private let descriptor: Int32
    private let isSynced: Bool
    private var reason = [CChar](repeating: 0, count: 200)

    /// Makes a file and writes its header.
    /// - Parameters:
    ///   - path: Where. A file that is there is left alone: `-2`, `-3`, … go before the ending.
    ///   - container: Its kind.
    ///   - codec: As packets name it: `h264`, `h265` or `jpeg`.
    ///   - configuration: Parameter sets, avcC or Annex B; empty when the first packet has them.
    ///   - first: The first packet, a key picture, from which the size is read. It is not written yet.
    ///   - start: The moment at which the file begins.
    ///   - synced: Whether each fragment is forced to the disk, so that it also outlives a loss of power.
    /// - Throws: `io` with path and reason; `format` when the packets cannot stand in such a file.
    public init(
        _ path: String, _ container: MediaContainer, codec: String, configuration: RawSpan, first: RawSpan,
        start: Start,
        synced: Bool = false
    ) throws(StageError) {
        let (descriptor, path) = try Self.open(path)
        self.descriptor = descriptor
        self.path = path
        isSynced = synced
        begin_pts_ns = start.pts_ns
        begin_wall_ns = start.wall_ns
        end_pts_ns = start.pts_ns
        whole = (0, start.pts_ns)
        var text = [CChar](repeating: 0, count: 200)
        let made = codec.withCString { codec in
            configuration.withUnsafeBytes { config in
                first.withUnsafeBytes { first in
                    var settings = media_mux_settings()
                    settings.container = UInt32(container == .mp4 ? MEDIA_MP4 : MEDIA_MATROSKA)
                    settings.codec = codec
                    settings.config = config.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    settings.config_bytes = UInt64(config.count)
                    settings.first = first.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    settings.first_bytes = UInt64(first.count)
                    settings.start_ns = start.pts_ns
                    settings.wall_ns = start.wall_ns
                    return media_mux_open(descriptor, &settings, &text)
                }
            }
        }
        guard let made else {
            Glibc.close(descriptor)
            unlink(path)
            throw StageError(.io, "cannot write \(path): \(Self.text(text))")
        }
        mux = made
    }

    deinit {
        guard let mux else { return }
        _ = media_mux_close(mux, &reason)
        Glibc.close(descriptor)
    }

    /// Bytes of the file; while it is open, with what is collected of the fragment under way.
    public var bytes: Int { mux.map { Int(media_mux_bytes($0)) } ?? closedBytes }

    /// Takes a packet; it reaches the disk with the next ``flush(before:)``.
    /// - Throws: `io` with path and reason.
    public func write(
        _ data: RawSpan, pts_ns: Int64, dts_ns: Int64, duration_ns: Int64, isKey: Bool
    ) throws(StageError) {
        guard let mux else { throw StageError(.state, "\(path) is closed") }
        let status = data.withUnsafeBytes { data in
            var packet = media_packet()
            packet.data = data.baseAddress?.assumingMemoryBound(to: UInt8.self)
            packet.bytes = UInt64(data.count)
            packet.pts_ns = pts_ns
            packet.dts_ns = dts_ns
            packet.duration_ns = duration_ns
            packet.is_key = isKey ? 1 : 0
            return media_mux_write(mux, &packet, &reason)
        }
        guard status == 0 else { throw failure() }
        packets += 1
        end_pts_ns = max(end_pts_ns, pts_ns &+ duration_ns)
    }

    /// Writes what has come as a whole fragment.
    /// - Parameter dts_ns: When the next packet is decoded: the last one of the fragment lasts until then.
    /// - Throws: `io` with path and reason; the file then ends with the last whole fragment, and plays.
    public func flush(before dts_ns: Int64) throws(StageError) {
        guard let mux else { return }
        guard media_mux_flush(mux, dts_ns, &reason) == 0 else { throw failure() }
        whole = (packets, end_pts_ns)
        if isSynced, fdatasync(descriptor) != 0 {
            throw StageError(.io, "cannot write \(path): \(Files.reason(errno))")
        }
    }

    /// Writes what is left, and the end.
    /// - Throws: `io` with path and reason; the file plays all the same.
    public func close() throws(StageError) {
        guard let mux else { return }
        self.mux = nil
        let status = media_mux_close(mux, &reason)
        var facts = stat()
        if fstat(descriptor, &facts) == 0 { closedBytes = Int(facts.st_size) }
        let isClosed = Glibc.close(descriptor) == 0
        guard status == 0 else {
            (packets, end_pts_ns) = whole
            // A file without a picture is none that anybody wants.
            if packets == 0 {
                unlink(path)
                isThere = false
            }
            throw failure()
        }
        guard isClosed else { throw StageError(.io, "cannot write \(path): \(Files.reason(errno))") }
    }

    private func failure() -> StageError { StageError(.io, "cannot write \(path): \(Self.text(reason))") }

    private static func text(_ reason: [CChar]) -> String {
        String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A new file, under the next free name.
    private static func open(_ wanted: String) throws(StageError) -> (Int32, String) {
        let folder = Files.parent(of: wanted)
        var madeFolder = false
        var number = 1
        while number < 10_000 {
            let path = number == 1 ? wanted : numbered(wanted, number)
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            let code = errno
            if descriptor >= 0 { return (descriptor, path) }
            if code == EEXIST {
                number += 1
            } else if code == ENOENT, !madeFolder {
                try Files.makeFolder(folder)
                madeFolder = true
            } else {
                throw StageError(.io, "cannot write into \(folder): \(Files.reason(code))")
            }
        }
        throw StageError(.io, "cannot write \(wanted): 9999 files of that name are there; remove some")
    }

    private static func numbered(_ path: String, _ number: Int) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return "\(path)-\(number)" }
        return "\(path[..<dot])-\(number)\(path[dot...])"
    }
}
