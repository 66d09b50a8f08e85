import CSluice
import HostCore
import Synchronization

/// One stage instance's new settings, on their way to it, and its answer.
final class SettingsChange: @unchecked Sendable {
    // Sound: the node is touched by `apply` alone, which runs on the thread of the node's task.
    private let node: UnsafeMutablePointer<Node>
    private let configuration: JSONValue
    private let answer = Mutex<Answer?>(nil)
    private let bell = Doorbell()

    /// What became of a change.
    enum Answer {
        case taken
        /// The stage refused, with its words; its old settings are in force.
        case refused(String)
    }

    init(_ node: UnsafeMutablePointer<Node>, _ configuration: JSONValue) {
        self.node = node
        self.configuration = configuration
    }

    /// Leaves it for the thread of the node's task.
    func post() { node.pointee.task.pointee.settings.post(self) }

    /// Takes it back. `false` when the thread has it already.
    func withdraw() -> Bool { node.pointee.task.pointee.settings.withdraw(self) }

    /// What became of it, once that is known.
    var outcome: Answer? { answer.withLock { $0 } }

    /// Waits for the answer; `nil` when there is none within the time.
    func wait(timeout_ns: Int64) -> Answer? {
        if let outcome { return outcome }
        bell.sleep(timeout_ns: timeout_ns) { outcome != nil }
        return outcome
    }

    /// Calls the stage. On the thread of the node's task, or while that has none.
    func apply() {
        let control = node.pointee.control.takeUnretainedValue()
        let result = Self.call(node, configuration, control)
        if case .taken = result { control.configuration = configuration }
        answer.withLock { $0 = result }
        bell.ring()
    }

    private static func call(
        _ node: UnsafeMutablePointer<Node>, _ configuration: JSONValue, _ control: NodeControl
    ) -> Answer {
        guard let stage = node.pointee.stage, node.pointee.isStarted, !node.pointee.isOutOfService,
            let table = node.pointee.stageClass
        else { return .refused("the stage is out of service") }
        guard let found = table.pointee.get_extension(stage, SLUICE_EXT_PARAMS) else {
            return .refused("the plugin has no \(SLUICE_EXT_PARAMS), although its manifest marks settings as live")
        }
        let least_bytes = ContractSize.params
        guard let params = SizedStruct.table(found, as: sluice_params.self, least_bytes: least_bytes) else {
            return .refused(
                "the plugin's table of \(SLUICE_EXT_PARAMS) is shorter than the \(least_bytes) bytes of contract 1.0")
        }
        let status = ConfigTree(configuration).withConfig { params.pointee.set(stage, $0) }
        return status < 0 ? .refused(control.takeError(status: status)) : .taken
    }
}
