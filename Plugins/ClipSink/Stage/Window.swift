/// A span of stream time that is wanted, and how many events ask for it.
struct Window: Equatable {
    var begin_ns: Int64
    var end_ns: Int64
    /// Stream time of the first event.
    var event_ns: Int64
    var events = 1

    /// Takes another window in when the two meet. `false` when they do not.
    mutating func merge(_ other: Window) -> Bool {
        guard other.begin_ns <= end_ns, other.end_ns >= begin_ns else { return false }
        begin_ns = min(begin_ns, other.begin_ns)
        end_ns = max(end_ns, other.end_ns)
        event_ns = min(event_ns, other.event_ns)
        events += other.events
        return true
    }
}
