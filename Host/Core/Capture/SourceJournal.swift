/// The events of one source: all are counted, the last ones are kept. A value without I/O.
public struct SourceJournal: Sendable {
    /// How many events are kept, and how many of one kind are told within a second: a source whose clock or size changes
    /// with each frame must not bury everything else.
    public static let kept = 64
    private static let window_ns: Int64 = 1_000_000_000
    private static let toldInWindow = 4

    /// The last events, oldest first.
    public private(set) var events: [SourceEvent] = []
    /// How often each kind came, by its name.
    public private(set) var counts: [String: Int] = [:]
    private var windows: [String: (start_ns: Int64, told: Int)] = [:]

    /// Nothing happened.
    public init() {}

    /// Takes an event.
    /// - Returns: Whether it should be told; `false` when many of its kind have come within this second.
    public mutating func add(_ event: SourceEvent) -> Bool {
        counts[event.name, default: 0] += 1
        var window = windows[event.name] ?? (event.at_ns, 0)
        if event.at_ns - window.start_ns >= Self.window_ns { window = (event.at_ns, 0) }
        window.told += 1
        windows[event.name] = window
        guard window.told <= Self.toldInWindow else { return false }
        events = events.suffix(Self.kept - 1) + [event]
        return true
    }
}
