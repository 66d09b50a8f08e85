/// Something that has happened to a source. Records, counts, the run's report and its trace all tell of the same events.
public struct SourceEvent: Sendable, Hashable {
    /// What has happened.
    public enum Kind: Sendable, Hashable {
        /// What is the matter with it has changed.
        case verdict(from: SourceVerdict, to: SourceVerdict)
        /// It was lost and is opened anew after the wait: the so-manieth try.
        case reconnecting(attempt: Int, wait_ns: Int64)
        /// Frames come again.
        case reconnected
        /// It is not tried again.
        case gaveUp
        /// Its time stamps do not simply go on.
        case timeBreak(TimeBreak)
        /// Its frames have another size, in pixels.
        case sizeChange(fromWidth: Int, fromHeight: Int, width: Int, height: Int)
        /// Its frames have another pixel format.
        case formatChange(from: String, to: String)
        /// Another decoder is at work.
        case codecChange(from: String, to: String)
    }

    /// When, on the host's monotonic clock.
    public var at_ns: Int64
    /// The same in UTC since 1970.
    public var wall_ns: Int64
    /// What.
    public var kind: Kind
    /// What was seen: "no data for 2.4 s".
    public var reason: String

    /// An event.
    public init(_ kind: Kind, reason: String, at_ns: Int64, wall_ns: Int64) {
        self.kind = kind
        self.reason = reason
        self.at_ns = at_ns
        self.wall_ns = wall_ns
    }

    /// The type of the record that tells of it.
    public static let recordType = "sluice.source-health"

    /// Its name in records and counts: that of the new verdict, or of what has happened.
    public var name: String {
        switch kind {
        case .verdict(_, let to): to.name
        case .reconnecting: "reconnecting"
        case .reconnected: "reconnected"
        case .gaveUp: "gave-up"
        case .timeBreak(let found): found.kind.rawValue
        case .sizeChange: "size-change"
        case .formatChange: "format-change"
        case .codecChange: "codec-change"
        }
    }

    /// Whether somebody should know.
    public var isTrouble: Bool {
        switch kind {
        case .verdict(_, let to): to.isTrouble
        case .reconnecting, .gaveUp: true
        case .reconnected, .timeBreak, .sizeChange, .formatChange, .codecChange: false
        }
    }

    /// The body of the record.
    public var json: JSONValue {
        let head: [(String, JSONValue)] = [
            ("event", .string(name)), ("at_ns", .integer(at_ns)), ("wall_ns", .integer(wall_ns)),
            ("reason", .string(reason)),
        ]
        return .object(JSONObject(head + details))
    }

    private var details: [(String, JSONValue)] {
        switch kind {
        case .verdict(let from, let to):
            [("from", .string(from.name)), ("to", .string(to.name))] + (to.stage.map { [("stage", .string($0))] } ?? [])
        case .reconnecting(let attempt, let wait_ns):
            [("attempt", .integer(Int64(attempt))), ("wait_ns", .integer(wait_ns))]
        case .timeBreak(let found):
            [("epoch", .integer(Int64(found.epoch))), ("step_ns", .integer(found.step_ns))]
        case .sizeChange(let fromWidth, let fromHeight, let width, let height):
            [("from", .string("\(fromWidth)x\(fromHeight)")), ("to", .string("\(width)x\(height)"))]
        case .formatChange(let from, let to), .codecChange(let from, let to):
            [("from", .string(from)), ("to", .string(to))]
        case .reconnected, .gaveUp: []
        }
    }
}
