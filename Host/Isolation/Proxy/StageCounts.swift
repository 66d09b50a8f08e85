import Synchronization

/// What is counted of an isolated stage, over all its instances and lives.
final class StageCounts: Sendable {
    private struct State {
        var lost: [(reason: String, count: UInt64)] = []
        var revivals_ns: [Int64] = []
    }

    private let state = Mutex(State())

    func lose(_ reason: String, _ count: UInt64 = 1) {
        state.withLock { state in
            if let index = state.lost.firstIndex(where: { $0.reason == reason }) {
                state.lost[index].count += count
            } else {
                state.lost.append((reason, count))
            }
        }
    }

    var lost: [(reason: String, count: UInt64)] { state.withLock { $0.lost } }

    /// The stage is back, so long after its worker's end.
    func revived(after_ns: Int64) {
        state.withLock { state in
            if state.revivals_ns.count == Self.kept { state.revivals_ns.removeFirst() }
            state.revivals_ns.append(after_ns)
        }
    }

    private static let kept = 1000

    var revivals_ns: [Int64] { state.withLock { $0.revivals_ns } }
}
