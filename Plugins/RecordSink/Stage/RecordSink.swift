import PluginSDK

/// Writes a line of JSON for each item: what was found where, and what stages had to say. Or the MOTChallenge's lines:
/// which object was where.
public struct RecordSink: Stage {
    /// One input, no output.
    public static let manifest = StageManifest(
        id: "io.sluice.record-sink", summary: "Writes a line of JSON for each item.",
        inputs: [.any("in", "Anything; pixels and coded bytes are not written.")], outputs: [], state: .graph,
        blocking: true, advances: true)

    private let context: StageContext
    private let flush_ns: Int64
    private let file: LineFile
    private var line: ItemLine
    private var mot: MOTLines?
    private var lastFlush_ns: Int64
    private var isFailing = false

    /// Opens the file.
    /// - Throws: `io` when it cannot be opened.
    public init(settings: RecordSinkSettings, context: StageContext) throws(StageError) {
        self.context = context
        flush_ns = Int64(settings.flush_seconds * 1e9)
        file = try LineFile(path: settings.path, append: settings.append)
        line = ItemLine(context: context)
        mot = settings.format == .motchallenge ? MOTLines() : nil
        lastFlush_ns = context.now_ns
    }

    /// Remembers the stream's name.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        line.begin(stream)
        try mot?.begin(stream)
    }

    /// Writes the item's line, or lets it wait for its like.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        let before = file.buffer.bytes.count
        try write(item)
        if isFailing, file.buffer.bytes.count > LineFile.capacity_bytes {
            file.buffer.truncate(to: before)
            try flush()
            try write(item)
        }
        if file.buffer.bytes.count >= LineFile.batch_bytes, !isFailing { return try flush() }
        try flushWhenDue()
    }

    /// Writes lines that have waited long enough.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        try flushWhenDue()
    }

    /// Writes all lines.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { try flush() }

    /// Writes all lines.
    public mutating func drain(to output: Output) throws(StageError) { try flush() }

    /// Writes all lines.
    public mutating func stop() throws(StageError) { try flush() }

    private mutating func write(_ item: ItemView) throws(StageError) {
        guard let mot else { return line.write(item, to: &file.buffer) }
        try mot.write(item, to: &file.buffer)
    }

    private mutating func flushWhenDue() throws(StageError) {
        if flush_ns == 0 || context.now_ns - lastFlush_ns >= flush_ns { try flush() }
    }

    private mutating func flush() throws(StageError) {
        lastFlush_ns = context.now_ns
        isFailing = true
        try file.flush()
        isFailing = false
    }
}
