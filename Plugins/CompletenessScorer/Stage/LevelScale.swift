/// The levels that a part can have, best first.
struct LevelScale: Sendable {
    /// One of them.
    struct Level: Sendable {
        /// Visible share from which it applies.
        let from: Double
        let value: Double
    }

    let levels: [Level]
    /// Shares come from single-precision boxes: a share that is short of a bound by less is taken to reach it.
    private static let tolerance = 1e-5

    init(_ levels: [Level]) { self.levels = levels }

    /// Position of the level that a visible share has.
    func level(ofShare share: Double) -> Int {
        for index in levels.indices where share >= levels[index].from - Self.tolerance { return index }
        return max(0, levels.count - 1)
    }
}
