import PluginSDK

/// What a candidate is worth: one score, or the sum of several by weight.
struct Judgement {
    let terms: [(name: Name, weight: Float)]

    init(_ settings: BestShotSettings, _ context: StageContext) {
        terms = settings.terms.map { (context.intern($0.score), Float($0.weight)) }
    }

    /// The worth of the region at a position; `nil` when it lacks a score. It may be no number, when a score is none.
    func worth(_ regions: RegionList, at index: Int) -> Float? {
        var sum: Float = 0
        for term in terms {
            guard let score = regions.score(term.name, at: index) else { return nil }
            sum += term.weight * score
        }
        return sum
    }
}
