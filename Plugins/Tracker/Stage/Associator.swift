/// Decides which detection continues which track. Tracks stand at their predicted places.
protocol Associator: Sendable {
    /// - Parameters:
    ///   - detections: Of this frame.
    ///   - tracks: All live tracks.
    ///   - trackOf: For each detection the position of its track, or −1; comes with −1 for each.
    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int])
}
