import PluginSDK

/// What is an event.
struct EventRule {
    private let records: [Name]
    private let label: Name?
    private let score: Name?
    private let isConfidence: Bool
    private let hasRegions: Bool
    var least: Float

    init(_ settings: ClipSinkSettings, _ context: StageContext) {
        records = settings.records.map(context.intern)
        label = settings.label.map(context.intern)
        score = settings.score.map(context.intern)
        isConfidence = settings.score == "confidence"
        hasRegions = settings.label != nil || settings.score != nil
        least = Float(settings.at_least)
    }

    /// Whether an item is an event: a record of one of the types, or a region that is as asked.
    func matches(_ item: ItemView) -> Bool {
        if let record = item.record { return records.contains(record.type) }
        guard hasRegions else { return false }
        let regions = item.regions
        for index in regions.indices where matches(regions, index) { return true }
        return false
    }

    private func matches(_ regions: RegionList, _ index: Int) -> Bool {
        if let label, regions[index].label != label { return false }
        guard let score else { return true }
        let value = isConfidence ? regions[index].confidence : regions.score(score, at: index)
        return (value ?? -.infinity) >= least
    }
}
