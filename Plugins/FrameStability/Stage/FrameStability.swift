import PluginSDK
import SluiceVision

/// Finds blocks of a frame that are suddenly uneven, as transmission errors and failing sensors make them, and marks them
/// or puts what was there before in their place.
public struct FrameStability: Stage {
    /// Regions that are added to a frame.
    static let markCapacity = 256

    /// Frames in, judged frames out.
    public static let manifest = StageManifest(
        id: "io.sluice.frame-stability", summary: "Finds blocks that are suddenly uneven, and marks or corrects them.",
        inputs: [.frames("in", [.i420, .nv12, .gray8], "Captured frames; their brightness is judged.")],
        outputs: [.same("out", as: "in", "The same frames; corrected ones are copies.")], state: .stream,
        scores: ["stability"], records: ["sluice.frame-unstable"])

    private let settings: FrameStabilitySettings
    private let label: Name
    private let score: Name
    private let record: Name
    private var streams: [StreamHistory] = []

    /// Makes a stage that has seen nothing.
    public init(settings: FrameStabilitySettings, context: StageContext) {
        self.settings = settings
        label = context.intern("unstable")
        score = context.intern("stability")
        record = context.intern("sluice.frame-unstable")
    }

    /// Judges a frame; passes it on as it is when nothing is wrong.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "frame-stability takes frames only") }
        let history = history(of: item.stream)
        history.judge(frame, settings)
        if history.damagedCount == 0 {
            history.remember(frame)
            return try output.emit(item)
        }
        let marks = settings.action == .correct ? 0 : Self.markCapacity
        var regions = try output.newRegions(from: item, adding: marks, scores: marks)
        if marks > 0 { mark(history, &regions) }
        if settings.action == .mark {
            try output.emit(item, regions: regions)
        } else {
            var corrected = try output.newFrame(frame.format, width: frame.width, height: frame.height, like: frame)
            FrameCopy.copy(frame, to: &corrected)
            history.correct(&corrected)
            try output.emit(item, frame: corrected, regions: regions)
        }
        try tell(history, item, output)
        history.remember(frame)
    }

    /// Forgets the stream.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { reset(stream: stream) }

    /// Forgets a stream, or all.
    public mutating func reset(stream: UInt32?) { streams.removeAll { stream == nil || $0.stream == stream } }

    private mutating func history(of stream: UInt32) -> StreamHistory {
        for history in streams where history.stream == stream { return history }
        let made = StreamHistory(stream: stream)
        streams.append(made)
        return made
    }

    /// A region for each run of damaged blocks in a row of blocks.
    private func mark(_ history: StreamHistory, _ regions: inout NewRegions) {
        let grid = history.grid
        var index = 0
        while index < grid.count {
            guard history.isDamaged[index] else {
                index += 1
                continue
            }
            let first = index
            var lowest = history.indices[index]
            repeat {
                lowest = min(lowest, history.indices[index])
                index += 1
            } while index < grid.count && index % grid.columns != 0 && history.isDamaged[index]
            let (start, end) = (grid.part(first), grid.part(index - 1))
            let box = Box(
                x: Float(start.x), y: Float(start.y), width: Float(end.x + end.width - start.x),
                height: Float(start.height))
            guard let added = regions.append(box, label: label, confidence: 1) else { return }
            regions.setScore(score, Float(lowest), at: added)
        }
    }

    private func tell(_ history: StreamHistory, _ item: ItemView, _ output: Output) throws(StageError) {
        var lowest = Double.infinity
        for index in history.indices.indices where history.isDamaged[index] {
            lowest = min(lowest, history.indices[index])
        }
        let json = JSONText.object([
            ("seq", String(item.seq)), ("pts_ns", String(item.pts_ns)),
            ("index", JSONText.number((lowest * 1000).rounded() / 1000)), ("unstable", String(history.damagedCount)),
            ("blocks", String(history.grid.count)), ("corrected", settings.action == .mark ? "false" : "true"),
        ])
        try output.emit(record: json, type: record, stamp: item.stamp, sub: item.sub + 1)
    }
}
