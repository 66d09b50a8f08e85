import Glibc
import PluginSDK
import RTP

/// Configuration of ``H264FileSource``.
public struct H264FileSourceSettings: StageSettings {
    /// How fast the file is read.
    public enum Pace: String, SettingChoice {
        /// As fast as the graph goes.
        case max
        /// At the pace of its pictures.
        case realtime
    }

    /// The file.
    public var path = ""
    /// Frames a second; `nil` is what the file says, else 25.
    public var frame_rate: Double?
    /// How fast it is read.
    public var pace = Pace.max
    /// How often it is read.
    public var times = 1
    /// Largest access unit.
    public var max_unit_bytes = 16 << 20

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<H264FileSourceSettings>(
        .init("path", \.path, "The file: H.264 with start codes (Annex B).", .readsPath, .required),
        .init(
            "frame_rate", \.frame_rate,
            "Frames a second, 0.01 to 1000; null is what the file says, and 25 where it says nothing."),
        .init("pace", \.pace, "How fast the file is read: max as the graph goes, realtime as its pictures follow."),
        .init("times", \.times, 1...1_000_000, "How often the file is read; its time goes on."),
        .init(
            "max_unit_bytes", \.max_unit_bytes, 1024...268_435_456,
            "Largest access unit in bytes; a larger one ends the stream with an error."))

    /// Looks at the rate.
    public func validate() throws(StageError) {
        guard let frame_rate, !(0.01...1000).contains(frame_rate) else { return }
        throw StageError(.configuration, "frame_rate: \(frame_rate) is outside 0.01 to 1000")
    }
}

/// Reads coded pictures from an H.264 file, an access unit to a packet.
public struct H264FileSource: Stage, ~Copyable {
    /// No input, packets out.
    public static let manifest = StageManifest(
        id: "io.sluice.h264-file-source", summary: "Reads coded pictures from an H.264 file, without decoding them.",
        inputs: [], outputs: [.packets("out", ["h264"], "An access unit to a packet, with start codes.")],
        state: .graph)

    private static let unitsAtOnce = 8

    private let context: StageContext
    private let settings: H264FileSourceSettings
    private let codec: Name
    private let wall: WallClock
    private var file: UnitFile
    private var progress: Progress

    /// How far it has come.
    private struct Progress {
        var splitter = AccessUnitSplitter()
        var parameters = ParameterSets()
        var toldRevision = 0
        var seq: UInt64 = 0
        /// Of all pictures so far.
        var fields: Int64 = 0
        var order = PictureOrder()
        var decoding = DecodingClock()
        var start_ns: Int64?
        var timesLeft: Int
        var isOver = false
    }

    /// Opens the file.
    /// - Throws: `missing` when it cannot be read.
    public init(settings: H264FileSourceSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        codec = context.intern("h264")
        progress = Progress(timesLeft: settings.times)
        wall = WallClock(context)
        file = try UnitFile(path: settings.path, limit_bytes: settings.max_unit_bytes)
    }

    /// Emits the next pictures, those that are due.
    public mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production {
        var emitted = 0
        while emitted < Self.unitsAtOnce, !progress.isOver {
            guard isDue(deadline_ns) else { return emitted > 0 ? .emitted : .nothingYet }
            emitted += try emitNext(output) ? 1 : 0
        }
        return emitted > 0 ? .emitted : .end
    }

    /// Begins anew, at the first picture.
    public mutating func reset(stream: UInt32?) {
        file.rewind()
        progress = Progress(timesLeft: settings.times)
    }

    /// With `pace: realtime` waits for the time of the next picture, but not beyond the deadline.
    private mutating func isDue(_ deadline_ns: Int64) -> Bool {
        guard settings.pace == .realtime else { return true }
        let now_ns = context.now_ns
        let start = progress.start_ns ?? now_ns
        progress.start_ns = start
        let due_ns = start + time_ns(progress.fields)
        guard due_ns > now_ns else { return true }
        let wait_ns = min(due_ns, deadline_ns) - now_ns
        var time = timespec(tv_sec: Int(wait_ns / 1_000_000_000), tv_nsec: Int(wait_ns % 1_000_000_000))
        nanosleep(&time, nil)
        return due_ns <= deadline_ns
    }

    private var rate: Double { settings.frame_rate ?? progress.splitter.framesPerSecond ?? 25 }
    private func time_ns(_ fields: Int64) -> Int64 { Int64((Double(fields) * 5e8 / rate).rounded()) }

    /// Reads up to the end of an access unit and emits it. `false` when the file ended before one began.
    private mutating func emitNext(_ output: Output) throws(StageError) -> Bool {
        do throws(StageError) {
            while let unit = try file.next() {
                let picture = Picture(progress.splitter)
                let memory = file.memory
                let nal = Self.withoutStartCode(memory.span.bytes, unit)
                guard !nal.isEmpty else { continue }
                let begins = progress.splitter.begins(with: memory.span.bytes.extracting(nal))
                guard begins else {
                    progress.parameters.note(memory.span.bytes.extracting(nal))
                    continue
                }
                try emit(memory.span.bytes.extracting(file.start..<unit.lowerBound), picture, output)
                progress.parameters.note(memory.span.bytes.extracting(nal))
                file.finishUnit(before: unit.lowerBound)
                return true
            }
        } catch {
            progress.isOver = true
            throw error
        }
        return try emitLast(output)
    }

    private mutating func emitLast(_ output: Output) throws(StageError) -> Bool {
        let memory = file.memory
        let isAny = file.start < memory.count
        if isAny {
            let rest = memory.span.bytes.extracting(file.start..<memory.count)
            try emit(rest, Picture(progress.splitter), output)
        }
        progress.timesLeft -= 1
        progress.isOver = progress.timesLeft == 0
        progress.splitter = AccessUnitSplitter()
        file.rewind()
        return isAny
    }

    /// What is known of the picture in an access unit.
    private struct Picture {
        let isKey: Bool
        let isField: Bool
        let slice: SliceIdentity?

        init(_ splitter: AccessUnitSplitter) {
            isKey = splitter.isKey
            isField = splitter.isField
            slice = splitter.picture
        }
    }

    private mutating func emit(_ bytes: RawSpan, _ picture: Picture, _ output: Output) throws(StageError) {
        let now_ns = context.now_ns
        progress.seq += 1
        let pts_ns = time_ns(progress.order.time_fields(of: picture.slice, isField: picture.isField))
        let duration_ns = Int64((picture.isField ? 5e8 : 1e9) / rate)
        let dts_ns = progress.decoding.time_ns(shown: pts_ns, depth: picture.slice?.reorderDepth, frame_ns: duration_ns)
        let stamp = ItemStamp(
            stream: 0, seq: progress.seq, pts_ns: pts_ns, duration_ns: duration_ns, capture_ns: now_ns,
            wall_ns: wall.ns(at: now_ns))
        progress.fields += picture.isField ? 1 : 2
        var configuration: [UInt8] = []
        if progress.parameters.revision != progress.toldRevision, progress.parameters.isComplete {
            progress.toldRevision = progress.parameters.revision
            configuration = progress.parameters.annexB
        }
        try output.emit(
            packet: codec, bytes, configuration: configuration.span.bytes, dts_ns: dts_ns,
            flags: picture.isKey ? .key : [], stamp: stamp)
    }

    private static func withoutStartCode(_ bytes: RawSpan, _ unit: Range<Int>) -> Range<Int> {
        var start = unit.lowerBound
        while start < unit.upperBound, bytes.uint8(at: start) == 0 { start += 1 }
        var end = unit.upperBound
        while end > start + 1, bytes.uint8(at: end - 1) == 0 { end -= 1 }
        return min(start + 1, end)..<end
    }
}
