import PluginSDK
import SluiceVision

/// Says how good a picture of a face each region is: one score and the terms it is made of.
public struct QualityScorer: Stage, ~Copyable {
    /// One input with regions, one output with scores on them.
    public static let manifest = StageManifest(
        id: "io.sluice.quality-scorer",
        summary: "Scores each face by symmetry, sharpness, illumination and resolution.",
        inputs: [
            .frames("in", [.i420, .nv12, .gray8, .rgb, .bgr, .rgba], "Crops, or whole frames, with regions.")
                .withRegions
        ],
        outputs: [.same("out", as: "in", "The same items, their regions with scores.")],
        state: .stream,
        scores: [
            "quality", "symmetry", "sharpness", "illumination", "resolution", "size", "yaw", "pitch", "roll",
        ])

    private struct Names {
        let quality: Name
        let terms: [Name]
        let size: Name
        let yaw: Name
        let pitch: Name
        let roll: Name
    }

    private let settings: QualityScorerSettings
    private let written: QualityTerms
    private let labels: [Name]
    private let names: Names
    private var meter: FaceMeter
    private var separation = SeparationTable()

    /// Prepares the working pictures.
    public init(settings: QualityScorerSettings, context: StageContext) {
        self.settings = settings
        written = settings.weights.terms
        labels = settings.labels.map { context.intern($0) }
        names = Names(
            quality: context.intern("quality"), terms: QualityTerms.names.map { context.intern($0) },
            size: context.intern("size"), yaw: context.intern("yaw"), pitch: context.intern("pitch"),
            roll: context.intern("roll"))
        meter = FaceMeter(settings)
    }

    /// Scores the regions of one item and passes it on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "quality-scorer takes frames only") }
        let list = item.regions
        var wanted = 0
        for index in list.indices where isWanted(list[index]) { wanted += 1 }
        guard wanted > 0 else {
            try output.emit(item)
            return
        }
        var regions = try output.newRegions(from: item, scores: wanted * Self.manifestScores)
        for index in list.indices where isWanted(list[index]) {
            try score(item, frame, index, &regions)
        }
        try output.emit(item, regions: regions)
    }

    /// Forgets the stream's tracks.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        separation.forget(stream: stream)
    }

    /// Forgets a stream's tracks.
    public mutating func reset(stream: UInt32?) { separation.forget(stream: stream) }

    private static let manifestScores = 9

    private func isWanted(_ region: Region) -> Bool {
        !region.isPredicted && (labels.isEmpty || labels.contains(region.label))
    }

    private mutating func score(
        _ item: ItemView, _ frame: FrameView, _ index: Int, _ regions: inout NewRegions
    ) throws(StageError) {
        let list = item.regions
        let region = list[index]
        let landmarks = FaceLandmarks(count: list.pointCount(at: index)) { list.point($0, at: index) }
        var terms = try meter.measure(frame, region.box, landmarks)
        let captured = frame.origin.captured(region.box)
        let size = Double(captured.area).squareRoot()
        terms.resolution = min(1, size / settings.referenceSize_pixels)
        var weights = written
        if let completeness = list.score(names.terms[4], at: index) {
            terms.completeness = Double(min(1, max(0, completeness)))
        } else {
            weights.completeness = 0
        }
        if settings.weighting == .auto, region.track != 0 {
            weights = separation.weights(stream: item.stream, track: region.track, terms, written: weights)
        }
        for term in 0..<4 { regions.setScore(names.terms[term], Float(terms[term]), at: index) }
        regions.setScore(names.size, Float(size), at: index)
        regions.setScore(names.quality, Float(terms.total(weights)), at: index)
        guard let landmarks, let pose = FacePose(landmarks) else { return }
        regions.setScore(names.yaw, pose.yaw_degrees, at: index)
        regions.setScore(names.pitch, pose.pitch_degrees, at: index)
        regions.setScore(names.roll, pose.roll_degrees, at: index)
    }
}
