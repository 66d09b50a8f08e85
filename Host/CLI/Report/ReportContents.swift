/// What a report knows of the objects that were followed.
struct ReportContents: Sendable {
    /// A score at a moment.
    struct Point: Sendable {
        let pts_ns: Int64
        let score: Float
    }

    /// A picture of a track that was, or could have been, chosen.
    struct Candidate: Sendable {
        let seq: UInt64
        let pts_ns: Int64
        let score: Float
        /// The numbers beside the deciding one.
        let terms: [(name: String, value: Float)]
        let picture: ReportPicture?
    }

    /// A picture that was chosen.
    struct Shot: Sendable {
        let candidate: Candidate
        let rank: Int
        var candidates: Int?
        var runnerUp: Float?
        var reason = ""
    }

    /// One followed object.
    struct Track: Sendable {
        let stream: Int
        let id: UInt64
        var label = ""
        var first_ns: Int64
        var last_ns: Int64
        /// Frames in which it was seen; `nil` when its end was not recorded.
        var frames: Int?
        var points: [Point] = []
        var pointsLeftOut = 0
        /// The two best candidates, best first.
        var best: [Candidate] = []
        var shots: [Shot] = []
        /// Why no picture was chosen; empty when one was.
        var none = ""
    }

    /// Name of the score that decides.
    var score = "quality"
    /// In order of their first frames.
    var tracks: [Track] = []
    /// Tracks beyond the bound, which were only counted.
    var tracksLeftOut = 0
    /// Whether the graph chooses pictures at all.
    var choosesShots = false
    /// Whether the graph follows objects at all.
    var followsTracks = false

    /// All chosen pictures.
    var shotCount: Int { tracks.reduce(0) { $0 + $1.shots.count } }
}
