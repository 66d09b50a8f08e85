import Glibc
import PluginSDK

/// Writes each frame as a picture of its own.
public struct ImageSink: Stage, ~Copyable {
    /// Frames in, files out.
    public static let manifest = StageManifest(
        id: "io.sluice.image-sink", summary: "Writes each frame as a PNG or JPEG file.",
        inputs: [.frames("in", PixelFormat.all, "The pictures to write.")], outputs: [], blocking: true,
        license: "Apache-2.0 AND libpng-2.0 AND IJG AND BSD-3-Clause")

    /// What can be filled into a name.
    enum Field: String, CaseIterable, Sendable {
        case stream, track, label, rank, seq, sub, pts_ms, region
    }

    private let context: StageContext
    private let directory: String
    private let pattern: NamePattern<Field>
    private let rank: Name
    private var coder: ImageCoder
    private var streams: [UInt32: String] = [:]

    /// Makes the folder and looks whether it can be written to.
    /// - Throws: `configuration` for a bad name pattern, `io` when the folder cannot be used.
    public init(settings: ImageSinkSettings, context: StageContext) throws(StageError) {
        self.context = context
        let pattern = try NamePattern<Field>(
            settings.name, endings: settings.format == .png ? ["png"] : ["jpg", "jpeg"])
        try Files.makeFolder(settings.directory)
        guard access(settings.directory, W_OK | X_OK) == 0 else {
            let reason = Files.reason(errno)
            throw StageError(
                .io, "cannot write into \(settings.directory): \(reason); choose another directory or change its rights"
            )
        }
        self.pattern = pattern
        directory = settings.directory
        rank = context.intern("rank")
        coder = ImageCoder(settings)
    }

    /// Remembers the stream's name.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        streams[stream.stream] = stream.name.isEmpty ? String(stream.stream) : stream.name
    }

    /// Writes a frame; items of other kinds are let go.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        let path = directory + "/" + fileName(item, frame)
        try coder.code(frame) { bytes throws(StageError) in try WholeFile.write(bytes, to: path) }
    }

    private func fileName(_ item: ItemView, _ frame: FrameView) -> String {
        let regions = item.regions
        var subject: Int?
        for index in regions.indices where subject == nil && regions[index].track != 0 { subject = index }
        let index = subject ?? 0
        let region = regions[index]
        let place = regions.score(rank, at: index).flatMap { Int(exactly: $0) }
        return pattern.name { field in
            switch field {
            case .stream: streams[item.stream] ?? String(item.stream)
            case .track: String(region.track)
            case .label: context.text(of: region.label)
            case .rank: String(place ?? 0)
            case .seq: String(item.seq)
            case .sub: String(item.sub)
            case .pts_ms: String(item.pts_ns / 1_000_000)
            case .region: String(frame.origin.region)
            }
        }
    }
}
