import Glibc
import PluginSDK
import SluiceMedia

/// Writes coded video to files that play at every moment, also after a kill.
public struct FileSink: Stage {
    /// Packets in, files out.
    public static let manifest = StageManifest(
        id: "io.sluice.file-sink", summary: "Writes coded video to MP4 or Matroska files.",
        inputs: [.packets("in", ["h264", "h265", "jpeg"], "The video to write.")],
        outputs: [.records("files", "A record sluice.file for each file that is complete.").optional],
        state: .stream, maxOutputs: 2048, blocking: true, advances: true, records: ["sluice.file"],
        license: "Apache-2.0 AND GPL-2.0-or-later")

    /// What can be filled into a name.
    enum Field: String, CaseIterable, Sendable {
        case stream, track, time, part, seq, pts_ms
    }

    let settings: FileSinkSettings
    let context: StageContext
    let pattern: NamePattern<Field>
    let fileRecord: Name
    var recordings: [Recording.Subject: Recording] = [:]
    var streams: [UInt32: String] = [:]
    private var uses: UInt64 = 0

    /// Makes the folder and looks whether it can be written to.
    /// - Throws: `configuration` for a bad name pattern, `io` when the folder cannot be used.
    public init(settings: FileSinkSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        self.context = context
        pattern = try NamePattern(settings.name, endings: settings.container.endings)
        fileRecord = context.intern("sluice.file")
        try Files.makeFolder(settings.directory)
        guard access(settings.directory, W_OK | X_OK) == 0 else {
            throw StageError(
                .io,
                "cannot write into \(settings.directory): \(Files.reason(errno)); choose another directory or change its rights"
            )
        }
    }

    /// Remembers the stream's name.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        streams[stream.stream] = stream.name.isEmpty ? String(stream.stream) : stream.name
    }

    /// Writes a packet.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet else { return }
        let track = settings.per == .track ? MediaReport.track(of: item) : 0
        let recording = try recording(of: Recording.Subject(stream: item.stream, track: track), output)
        uses += 1
        recording.lastUse = uses
        recording.lastUse_ns = item.pts_ns
        if let reason = recording.endsBefore(packet, item, settings) {
            try close(recording, reason, item.stamp, output)
        }
        if recording.file == nil {
            guard recording.canBegin(packet) else { return }
            try open(recording, packet, item)
        }
        do throws(StageError) {
            try recording.write(packet, item, fragment_ns: Int64(settings.fragment_ms) * 1_000_000)
        } catch {
            // The file ends with its last whole fragment; the next key picture begins another.
            try? close(recording, "error", item.stamp, output)
            throw error
        }
    }

    private mutating func recording(
        of subject: Recording.Subject, _ output: Output
    ) throws(StageError) -> Recording {
        if let known = recordings[subject] { return known }
        while recordings.count >= settings.max_files,
            let oldest = recordings.values.min(by: { $0.lastUse < $1.lastUse })
        {
            recordings[oldest.subject] = nil
            try close(oldest, "limit", nil, output)
        }
        let made = Recording(subject)
        recordings[subject] = made
        return made
    }

    private func open(_ recording: Recording, _ packet: PacketView, _ item: ItemView) throws(StageError) {
        recording.parts += 1
        let stamp = item.stamp
        let name = pattern.name { field in
            switch field {
            case .stream: streams[item.stream] ?? String(item.stream)
            case .track: String(recording.subject.track)
            case .time: MediaReport.timeText(wall_ns: stamp.wall_ns, pts_ns: stamp.pts_ns)
            case .part: String(recording.parts)
            case .seq: String(stamp.seq)
            case .pts_ms: String(stamp.pts_ns / 1_000_000)
            }
        }
        try recording.open(
            "\(settings.directory)/\(name)", settings.container, codec: context.text(of: packet.codec), packet, stamp,
            synced: settings.sync)
    }
}
