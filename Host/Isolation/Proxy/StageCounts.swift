import Synchronization

/// What is counted of an isolated stage, over all its instances and lives.
final class StageCounts: Sendable {
    private struct State {
        var lost: [(reason: String, count: UInt64)] = []
        var lostCalls: UInt64 = 0
        var revivals_ns: [Int64] = []
    }

    private let state = Mutex(State())

    /// A call was lost with its worker.
    /// - Parameter count: The items that it was about; 0 for one about none.
    func lose(_ reason: String, _ count: UInt64) {
        state.withLock { state in
            state.lostCalls += 1
            if count == 0 { return }
            if let index = state.lost.firstIndex(where: { $0.reason == reason }) {
                state.lost[index].count += count
            } else {
                state.lost.append((reason, count))
            }
        }
    }

    /// Items, by reason.
    var lost: [(reason: String, count: UInt64)] { state.withLock { $0.lost } }
    /// Calls, those about no item too.
    var lostCalls: UInt64 { state.withLock { $0.lostCalls } }

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
