/// Decides which detection continues which track. Tracks stand at their predicted places.
protocol Associator: Sendable {
    /// How tracks of this method live.
    var policy: TrackPolicy { get }

    /// - Parameters:
    ///   - detections: Of this frame.
    ///   - tracks: All live tracks.
    ///   - trackOf: For each detection the position of its track, or −1; comes with −1 for each.
    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int])
}

/// How tracks live: what differs between methods beside the matching.
struct TrackPolicy: Sendable {
    /// Of each track's box.
    var motion = BoxMotion.Model.area
    /// Score from which a detection that continues no track begins one.
    var beginScore = -Float.infinity
    /// Whether a track that is not confirmed ends with its first frame out of sight.
    var dropsTentative = false
    /// Whether a track that is found again is filtered anew along a straight line from where it was last seen.
    var reupdates = false
    /// Overlap above which a seen and an unseen track are taken to be one object; `nil`: never.
    var duplicateOverlap: Float?
}
