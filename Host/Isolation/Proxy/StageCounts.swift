import Synchronization

/// What is counted of an isolated stage, over all its instances and lives.
final class StageCounts: Sendable {
    private struct State {
        var lost: [(reason: String, count: UInt64)] = []
        var passedOn: UInt64 = 0
        var lastRestart_ns: Int64 = 0
        var isReplaced = false
        var isSkipped = false
    }

    private let state = Mutex(State())

    func lose(_ reason: String) {
        state.withLock { state in
            if let index = state.lost.firstIndex(where: { $0.reason == reason }) {
                state.lost[index].count += 1
            } else {
                state.lost.append((reason, 1))
            }
        }
    }

    var lost: [(reason: String, count: UInt64)] { state.withLock { $0.lost } }
}
