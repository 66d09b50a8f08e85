import PluginSDK

/// One score of a weighted sum.
public struct ScoreWeight: NestedSettings {
    /// Name of the score.
    public var score = ""
    /// How much it counts.
    public var weight = 1.0

    /// An empty entry.
    public init() {}

    /// The keys.
    public static let schema = Schema<ScoreWeight>(
        .init("score", \.score, "Name of a score, as a stage before this one gave it."),
        .init(
            "weight", \.weight, -1000...1000, "How much the score counts; below 0 for scores that are better when low.")
    )

    /// Asks for a name and a weight.
    public func validate() throws(StageError) {
        if score.isEmpty { throw StageError(.configuration, "score: the name of a score is needed") }
        if weight == 0 { throw StageError(.configuration, "weight: '\(score)' counts nothing; leave it out") }
    }
}

/// Configuration of ``BestShot``.
public struct BestShotSettings: StageSettings {
    /// Which candidates of a track are chosen.
    public enum Choice: String, SettingChoice {
        /// The best one.
        case first
        /// The best three.
        case first_three
        /// Those that reach a threshold, best first.
        case threshold
    }
    /// What becomes of regions without a track.
    public enum Untracked: String, SettingChoice {
        /// They are left out.
        case drop
        /// Each is its own best shot.
        case each
    }

    /// Name of the score that decides.
    public var score = "quality"
    /// Scores whose weighted sum decides in its place.
    public var scores: [ScoreWeight] = []
    /// Which candidates of a track are chosen.
    public var choose = Choice.first
    /// For `threshold`: the score from which a candidate is chosen.
    public var threshold = 0.9
    /// For `threshold`: how many are kept per track.
    public var limit = 3
    /// Candidates below it are never chosen.
    public var minScore = 0.0
    /// Stream time after which the best so far goes out; 0 for the end of the track only.
    public var every_seconds = 0.0
    /// How much better than the last one a candidate must be to go out at once; `nil` for never.
    public var margin: Double?
    /// What becomes of regions without a track.
    public var untracked = Untracked.drop

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<BestShotSettings>(
        .init("score", \.score, "Name of the score that decides, as a stage before this one gave it."),
        .init(
            "scores", \.scores,
            "Scores whose sum by weight decides in place of score; a region that lacks one of them is no candidate."),
        .init(
            "choose", \.choose,
            "Which candidates of a track are chosen: the best one, the best three, or those that reach the threshold."),
        .init("threshold", \.threshold, "With choose: threshold, the score from which a candidate is chosen."),
        .init("limit", \.limit, 1...8, "With choose: threshold, how many candidates of a track are kept at most."),
        .init("min_score", \.minScore, "Candidates below this score are never chosen."),
        .init(
            "every_seconds", \.every_seconds, 0...86_400,
            "Stream time in seconds after which the best of that time goes out; 0 waits for the end of the track."),
        .init(
            "margin", \.margin,
            "A candidate that is better than the last one sent by this much goes out at once; null waits."),
        .init(
            "untracked", \.untracked,
            "What becomes of regions without a track: drop leaves them out, each makes every one its own best shot."))

    /// Checks what bounds cannot say.
    public func validate() throws(StageError) {
        if score.isEmpty, scores.isEmpty {
            throw StageError(.configuration, "score: the name of a score is needed")
        }
        let names = scores.map(\.score)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw StageError(.configuration, "scores: '\(twice)' stands twice")
        }
        if let margin, !(margin >= 0) { throw StageError(.configuration, "margin: a number from 0 is needed") }
    }

    /// What decides: the weighted scores, or the one that is named.
    var terms: [ScoreWeight] {
        if !scores.isEmpty { return scores }
        var one = ScoreWeight()
        one.score = score
        return [one]
    }

    /// How many candidates of a track are kept.
    var keptCount: Int {
        switch choose {
        case .first: 1
        case .first_three: 3
        case .threshold: limit
        }
    }

    /// Least score of a chosen candidate.
    var floor: Float { Float(choose == .threshold ? max(threshold, minScore) : minScore) }
}
