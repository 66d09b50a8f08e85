import PluginSDK
import SluiceVision

/// Finds pixels that a sensor gets wrong, too bright or too dark against their block, and replaces them by the mean of
/// their sound neighbours.
public struct DefectRepair: Stage, ~Copyable {
    /// Frames in, repaired frames out.
    public static let manifest = StageManifest(
        id: "io.sluice.defect-repair",
        summary: "Replaces single pixels that stick out by the mean of their neighbours.",
        inputs: [.frames("in", [.i420, .nv12, .gray8], "Frames; the brightness plane alone is looked at.")],
        outputs: [.same("out", as: "in", "The same frames; those with defects as repaired copies.")],
        records: ["sluice.defects"])

    private let settings: DefectRepairSettings
    private let rule: DefectFinder.Rule
    private let label: Name
    private let record: Name
    private var finder = DefectFinder()

    /// Prepares the working memory.
    public init(settings: DefectRepairSettings, context: StageContext) {
        self.settings = settings
        rule = settings.rule
        label = context.intern("defect")
        record = context.intern("sluice.defects")
    }

    /// Looks at one frame; passes it on as it is when nothing is wrong.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "defect-repair takes frames only") }
        guard finder.find(frame, rule) > 0 else { return try output.emit(item) }
        let marks = settings.action == .repair ? 0 : min(finder.count, settings.maxMarks)
        var regions = try output.newRegions(from: item, adding: marks)
        for index in 0..<marks {
            let defect = finder[index]
            regions.append(
                Box(x: Float(defect.x), y: Float(defect.y), width: 1, height: 1), label: label, confidence: 1)
        }
        if settings.action == .mark {
            try output.emit(item, regions: regions)
        } else {
            var repaired = try output.newFrame(frame.format, width: frame.width, height: frame.height, like: frame)
            FrameCopy.copy(frame, to: &repaired)
            replace(in: &repaired)
            try output.emit(item, frame: repaired, regions: regions)
        }
        if settings.records { try tell(item, output) }
    }

    private func replace(in frame: inout NewFrame) {
        let stride = frame.row_stride_bytes(0)
        var plane = frame.plane(0)
        for index in 0..<finder.count { plane[finder[index].y * stride + finder[index].x] = finder[index].mended }
    }

    private func tell(_ item: ItemView, _ output: Output) throws(StageError) {
        let bright = (0..<finder.count).count { finder[$0].value > finder[$0].mended }
        let json = JSONText.object([
            ("seq", String(item.seq)), ("pts_ns", String(item.pts_ns)), ("bright", String(bright)),
            ("dark", String(finder.count - bright)), ("repaired", settings.action == .mark ? "false" : "true"),
        ])
        try output.emit(record: json, type: record, stamp: item.stamp, sub: item.sub + 1)
    }
}
