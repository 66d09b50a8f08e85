import PluginSDK

/// Says how much of an object can be seen: one score, and the level of each of its key parts.
public struct CompletenessScorer: Stage, ~Copyable {
    /// One input with regions, one output with scores on them.
    public static let manifest = StageManifest(
        id: "io.sluice.completeness-scorer", summary: "Scores each object by how much of its key parts can be seen.",
        inputs: [.frames("in", PixelFormat.all, "Captured frames with regions.").withRegions],
        outputs: [.same("out", as: "in", "The same frames, their regions with scores.")], scores: ["completeness"])

    private struct Kind {
        let label: Name
        let model: ObjectModel
        let partScores: [Name]
    }

    private let settings: CompletenessScorerSettings
    private let context: StageContext
    private let kinds: [Kind]
    private let scale: LevelScale
    private let coverage: Coverage
    private let completeness: Name
    private var judge: GeometricJudge
    private var covers: [Box] = []
    private var levels: [Int] = []
    private var unjudged = 0

    /// Prepares the objects.
    public init(settings: CompletenessScorerSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        scale = settings.scale
        completeness = context.intern("completeness")
        kinds = settings.objects.map { object in
            let model = ObjectModel(
                label: object.label, parts: object.merged, shareDistance: Float(settings.shareDistance))
            return Kind(
                label: object.label.isEmpty ? .none : context.intern(object.label), model: model,
                partScores: model.parts.map { context.intern("completeness.\($0.name)") })
        }
        let named = settings.covering.isEmpty ? settings.objects.map(\.label) : settings.covering
        coverage = Coverage(
            nearer: settings.nearer, labels: named.contains("") ? [] : named.map { context.intern($0) })
        judge = GeometricJudge(scale: scale)
    }

    /// Scores the objects of a frame and passes it on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { throw StageError(.format, "completeness-scorer takes frames only") }
        let list = item.regions
        if list.count > settings.maxRegions {
            noteUnjudged(list.count)
            return try output.emit(item)
        }
        var room = 0
        for index in list.indices { room += kind(of: list[index]).map { kinds[$0].partScores.count + 1 } ?? 0 }
        if room == 0 { return try output.emit(item) }
        var regions = try output.newRegions(from: item, scores: room)
        for index in list.indices {
            if let kind = kind(of: list[index]) { try score(list, index, kind, frame, &regions) }
        }
        try output.emit(item, regions: regions)
    }

    /// The object that a region shows; one of its own label goes before one of any label.
    private func kind(of region: Region) -> Int? {
        guard !region.isPredicted, region.box.isSound else { return nil }
        var anyLabel: Int?
        for index in kinds.indices {
            if kinds[index].label == region.label, region.label != .none { return index }
            if kinds[index].label == .none { anyLabel = index }
        }
        return anyLabel
    }

    private mutating func score(
        _ list: RegionList, _ index: Int, _ kind: Int, _ frame: FrameView, _ regions: inout NewRegions
    ) throws(StageError) {
        coverage.find(index, list, into: &covers)
        let object = JudgedObject(model: kinds[kind].model, box: list[index].box, covers: covers)
        levels.removeAll(keepingCapacity: true)
        for _ in object.model.parts { levels.append(0) }
        judge.judge(object, in: frame, levels: &levels)
        var (sum, weight) = (0.0, 0.0)
        for part in levels.indices {
            let value = scale.levels[levels[part]].value
            sum += object.model.parts[part].weight * value
            weight += object.model.parts[part].weight
            regions.setScore(kinds[kind].partScores[part], Float(value), at: index)
        }
        regions.setScore(completeness, Float(weight > 0 ? sum / weight : 0), at: index)
    }

    private mutating func noteUnjudged(_ count: Int) {
        unjudged += 1
        // The first, and then ever fewer.
        guard unjudged & (unjudged - 1) == 0 else { return }
        context.log(
            .warning,
            "\(unjudged) frames passed unjudged: the last has \(count) regions and max_regions is \(settings.maxRegions); raise it, or leave regions out before"
        )
    }
}
