import HostCore
import HostGraph
import HostMemory

/// The nodes, tasks and queues of one plan, by their numbers there, and the edges between them. An edit of a running
/// graph makes another wiring that shares what stays.
final class Wiring {
    let plan: ValidatedGraph
    let numbers: GraphNumbers
    let services: GraphServices
    let observer: ItemObserver?
    let recording: GraphRecording?
    /// By number in the plan; several where a stage has parallel instances.
    var nodes: [[UnsafeMutablePointer<Node>]] = []
    var tasks: [[UnsafeMutablePointer<TaskState>]] = []
    var queues: [Int: [EdgeQueue]] = [:]
    /// Nodes that stand for edges behind parallel instances, and those that show an observer what passes.
    var collectors: [UnsafeMutablePointer<Node>] = []
    var taps: [(tap: Tap, node: UnsafeMutablePointer<Node>)] = []

    var store: FrameStore { services.store }

    init(
        _ plan: ValidatedGraph, numbers: GraphNumbers, services: GraphServices, observer: ItemObserver?,
        recording: GraphRecording?
    ) {
        self.recording = recording
        self.plan = plan
        self.numbers = numbers
        self.services = services
        self.observer = observer
    }

    static func free(_ node: UnsafeMutablePointer<Node>) {
        for port in 0..<Int(node.pointee.outputCount) { node.pointee.outputs[port].edges.deallocate() }
        node.pointee.outputs.deallocate()
        node.pointee.control.release()
        node.deinitialize(count: 1)
        node.deallocate()
    }

    static func free(_ task: UnsafeMutablePointer<TaskState>) {
        task.deinitialize(count: 1)
        task.deallocate()
    }
}
