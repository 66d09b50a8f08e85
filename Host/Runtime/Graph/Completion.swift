import HostCore
import Synchronization

/// What the control thread waits for: all nodes done, or the run stopped by a stage.
final class Completion: Sendable {
    struct State {
        var nodesLeft = 0
        var failure: HostError?
    }

    let state = Mutex(State())
    let bell = Doorbell()

    func expect(_ nodes: Int) { state.withLock { $0.nodesLeft = nodes } }

    /// An edit of the graph brings nodes to wait for, or takes some away.
    func expect(more nodes: Int) {
        state.withLock { $0.nodesLeft += nodes }
        bell.ring()
    }

    func nodeDone() {
        if state.withLock({
            $0.nodesLeft -= 1
            return $0.nodesLeft == 0
        }) {
            bell.ring()
        }
    }

    func stop(_ error: HostError) {
        state.withLock { if $0.failure == nil { $0.failure = error } }
        bell.ring()
    }

    var isDone: Bool { state.withLock { $0.nodesLeft <= 0 } }
    var failure: HostError? { state.withLock { $0.failure } }
}
