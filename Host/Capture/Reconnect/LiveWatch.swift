/// Watches a live source that plays: what is seen of its frames becomes events of ``Reconnect``, look by look. A value
/// without I/O.
struct LiveWatch: Sendable {
    private var seen_ns: Int64 = 0

    /// What a look finds.
    struct Look: Sendable, Hashable {
        /// The first frame since the watch began has come.
        var isFirst = false
        /// What is to be done.
        var action = Reconnect.Action.nothing
    }

    /// Looks at a source.
    /// - Parameters:
    ///   - lastFrame_ns: When the last frame with progress came; 0 before the first.
    ///   - isHeld: Whether the graph is holding a frame: silence is then not the source's.
    mutating func look(_ machine: inout Reconnect, lastFrame_ns: Int64, isHeld: Bool, at now_ns: Int64) -> Look {
        var look = Look()
        if lastFrame_ns != seen_ns {
            look.isFirst = seen_ns == 0
            seen_ns = lastFrame_ns
            _ = machine.handle(.frame, at: lastFrame_ns)
        }
        look.action = machine.handle(isHeld ? .held : .tick, at: now_ns)
        return look
    }
}
