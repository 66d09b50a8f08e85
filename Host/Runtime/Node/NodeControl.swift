import CSluice
import HostCore
import HostGraph
import Synchronization

/// The side of a node that control threads see: its plan, its texts, its last error.
final class NodeControl: Sendable {
    struct State {
        var plan: NodePlan
        var lastError = ""
        var ioErrors: UInt64 = 0
        var pendingErrors: [String] = []
    }

    let state: Mutex<State>
    /// The numbers of the stage's own.
    let numbers = StageNumbers()
    private let settings: Mutex<JSONValue>

    init(plan: NodePlan) {
        state = Mutex(State(plan: plan))
        settings = Mutex(plan.configuration)
    }

    /// The node's part of the plan in force: an edit of the graph gives it another number.
    var plan: NodePlan {
        get { state.withLock { $0.plan } }
        set { state.withLock { $0.plan = newValue } }
    }

    /// The settings in force: those of the graph file, and what was changed since. A stage that is made anew gets these.
    var configuration: JSONValue {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }

    private static let mostReports = 256

    func report(_ text: String) {
        state.withLock { if $0.pendingErrors.count < Self.mostReports { $0.pendingErrors.append(text) } }
    }

    /// The texts of a call that handled several items, in order.
    func takeReports() -> [String] {
        state.withLock { state in
            defer { state.pendingErrors.removeAll() }
            return state.pendingErrors
        }
    }

    /// The text that belongs to an error that was just returned.
    /// - Parameter text: The text, where it is known; the last one that was reported for `nil`.
    func takeError(status: Int32, text: String? = nil) -> String {
        state.withLock {
            let text = text ?? $0.pendingErrors.last ?? "the stage gave no reason (status \(status))"
            $0.pendingErrors.removeAll()
            $0.lastError = text
            if status == SLUICE_E_IO { $0.ioErrors += 1 }
            return text
        }
    }
}
