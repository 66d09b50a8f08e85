import CSluice
import HostCore
import HostGraph
import Synchronization

/// The side of a node that control threads see: its plan, its texts, its last error.
final class NodeControl: Sendable {
    struct State {
        var lastError = ""
        var ioErrors: UInt64 = 0
        var pendingErrors: [String] = []
    }

    let plan: NodePlan
    let state = Mutex(State())

    init(plan: NodePlan) { self.plan = plan }

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
