import CSluice
import HostCore
import HostGraph
import Synchronization

/// The side of a node that control threads see: its plan, its texts, its last error.
final class NodeControl: Sendable {
    struct State {
        var lastError = ""
        var ioErrors: UInt64 = 0
        var pendingError: String?
    }

    let plan: NodePlan
    let state = Mutex(State())
    private let settings: Mutex<JSONValue>

    init(plan: NodePlan) {
        self.plan = plan
        settings = Mutex(plan.configuration)
    }

    /// The settings in force: those of the graph file, and what was changed since. A stage that is made anew gets these.
    var configuration: JSONValue {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }

    func report(_ text: String) { state.withLock { $0.pendingError = text } }

    /// The text that belongs to an error that was just returned.
    func takeError(status: Int32) -> String {
        state.withLock {
            let text = $0.pendingError ?? "the stage gave no reason (status \(status))"
            $0.pendingError = nil
            $0.lastError = text
            if status == SLUICE_E_IO { $0.ioErrors += 1 }
            return text
        }
    }
}
