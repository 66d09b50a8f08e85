import Glibc
import Synchronization

/// Lets the sources of a replay go one after the other, where the items of several of them meet: each item in the order
/// in which it was written, and only once the graph has nothing of the one before on its way. So they meet in the same
/// order each time.
///
/// Concurrency: any thread; the state stands under a lock.
public final class ReplayOrder: Sendable {
    /// Whether nothing is on its way in the graph, and the source stages with the given names have ended.
    public typealias Quiet = @Sendable (Set<String>) -> Bool

    private struct State {
        /// By source, where its next item lies in the file; for its end, just behind its last one.
        var next: [Int: UInt64] = [:]
        var sources = 0
        var ending: Set<String> = []
        var isQuiet: Quiet?
    }

    private static let nap_us: UInt32 = 20
    private let state = Mutex(State())

    /// No source yet.
    public init() {}

    /// Says how to find out that the graph is quiet. Before that, no source goes.
    public func connect(_ isQuiet: @escaping Quiet) { state.withLock { $0.isQuiet = isQuiet } }

    /// Adds a source.
    /// - Returns: Its number.
    func join(_ items: [UInt64]) -> Int {
        state.withLock { state in
            defer { state.sources += 1 }
            state.next[state.sources] = items.first ?? 0
            return state.sources
        }
    }

    /// Waits until a source may give its next item, or its end.
    /// - Returns: `false` when it was cancelled.
    func take(_ source: Int, unless isCancelled: () -> Bool) -> Bool {
        while !isCancelled() {
            if isTurn(of: source) { return true }
            usleep(Self.nap_us)
        }
        return false
    }

    private func isTurn(of source: Int) -> Bool {
        let (isNext, ending, isQuiet) = state.withLock { state in
            let first = state.next.min { ($0.value, $0.key) < ($1.value, $1.key) }
            return (first?.key == source, state.ending, state.isQuiet)
        }
        guard isNext, let isQuiet, isQuiet(ending) else { return false }
        state.withLock { $0.ending.subtract(ending) }
        return true
    }

    /// The source has given an item.
    /// - Parameter next: Where its next one lies; behind the last one, for its end.
    func pass(_ source: Int, next: UInt64) { state.withLock { $0.next[source] = next } }

    /// The source gives nothing more.
    /// - Parameter name: A stage whose end is still to come.
    func leave(_ source: Int, ending name: String? = nil) {
        state.withLock { state in
            guard state.next.removeValue(forKey: source) != nil, let name else { return }
            state.ending.insert(name)
        }
    }
}
