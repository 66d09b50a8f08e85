import Glibc
import PluginSDK
import SluiceMedia

/// Writes a file round each event: video from before it, and from after it.
public struct ClipSink: Stage {
    /// Packets and events in, files and records out.
    public static let manifest = StageManifest(
        id: "io.sluice.clip-sink", summary: "Writes a video file round each event.",
        inputs: [
            .packets("in", ["h264", "h265", "jpeg"], "The video; regions beside it can be events."),
            .any("events", "Records and regions of the same streams that can be events.").optional,
        ],
        outputs: [.records("clips", "A record sluice.clip for each clip that is complete.").optional],
        state: .stream, maxOutputs: 256, blocking: true, records: ["sluice.clip"],
        license: "Apache-2.0 AND GPL-2.0-or-later")

    /// What can be filled into a name.
    enum Field: String, CaseIterable, Sendable {
        case stream, time, pts_ms, number
    }

    private(set) var settings: ClipSinkSettings
    let context: StageContext
    let pattern: NamePattern<Field>
    let clipRecord: Name
    var rule: EventRule
    var streams: [UInt32: ClipStream] = [:]
    private var names: [UInt32: String] = [:]

    /// Makes the folder and looks whether it can be written to.
    /// - Throws: `configuration` for a bad name pattern, `io` when the folder cannot be used.
    public init(settings: ClipSinkSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        self.context = context
        pattern = try NamePattern(settings.name, endings: settings.container.endings)
        clipRecord = context.intern("sluice.clip")
        rule = EventRule(settings, context)
        try Files.makeFolder(settings.directory)
        guard access(settings.directory, W_OK | X_OK) == 0 else {
            throw StageError(
                .io,
                "cannot write into \(settings.directory): \(Files.reason(errno)); choose another directory or change its rights"
            )
        }
    }

    /// Takes other lengths and another bound for events to come.
    public mutating func set(_ settings: ClipSinkSettings) throws(StageError) {
        self.settings = settings
        rule.least = Float(settings.at_least)
    }

    /// Remembers the stream's name.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        if names[stream.stream] == nil { names[stream.stream] = stream.name }
    }

    /// Keeps a packet, looks whether the item is an event, and writes what is wanted.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        let stream = stream(item.stream)
        if item.port == 0, let packet = item.packet {
            if stream.begins(packet, item) {
                try finish(stream, "change", output)
                stream.beginSequence()
            }
            guard stream.keep(packet, item) else {
                throw StageError(
                    .limit, "a packet of \(packet.bytes.byteCount) bytes is larger than the buffer; raise buffer_mb")
            }
        }
        if rule.matches(item) {
            let window = Window(
                begin_ns: item.pts_ns &- ns(settings.before_seconds), end_ns: item.pts_ns &+ ns(settings.after_seconds),
                event_ns: item.pts_ns)
            stream.want(window, longest_ns: ns(settings.max_seconds))
        }
        try pump(stream, output)
        if stream.clip == nil, let newest = stream.ring.newest {
            stream.ring.drop(
                before: newest.stamp.pts_ns &- ns(settings.before_seconds) &- ns(settings.late_seconds))
        }
    }

    /// Writes what is left of the stream's clip.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard port == 0, let found = streams.removeValue(forKey: stream) else { return }
        try finish(found, "end", output)
    }

    /// Closes the clips of streams that have not ended.
    /// - Throws: `io` with path and reason, of the last one that could not be completed.
    public mutating func stop() throws(StageError) {
        var failure: StageError?
        for stream in streams.values {
            do throws(StageError) { try stream.clip?.file.close() } catch { failure = error }
        }
        streams.removeAll()
        if let failure { throw failure }
    }

    private mutating func stream(_ number: UInt32) -> ClipStream {
        if let known = streams[number] { return known }
        let name = names[number] ?? ""
        let made = ClipStream(
            name: name.isEmpty ? String(number) : name, buffer_bytes: settings.buffer_mb * 1_000_000)
        streams[number] = made
        return made
    }

    func ns(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
}
