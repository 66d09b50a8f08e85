/// What became of a confirmed track.
struct TrackEvent {
    /// What happened.
    enum Kind {
        case begin
        case lost
        case found(afterFrames: Int)
        case end

        /// As it stands in the configuration.
        var name: TrackerSettings.RecordKind {
            switch self {
            case .begin: .begin
            case .lost: .lost
            case .found: .found
            case .end: .end
            }
        }
    }

    let kind: Kind
    let track: Track
}
