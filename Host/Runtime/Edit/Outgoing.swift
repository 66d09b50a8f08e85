/// What edits have taken out of a running graph and is not gone yet.
struct Outgoing {
    /// Replaced nodes by name, set aside with their stages open in case the edit is taken back.
    var spare: [String: [UnsafeMutablePointer<Node>]] = [:]
    /// Nodes that still work off what was on its way to them, and the tasks that are kept for that alone.
    var leaving: [UnsafeMutablePointer<Node>] = []
    var tasks: [UnsafeMutablePointer<TaskState>] = []
    /// Tasks that no thread runs any more.
    var idleTasks: [UnsafeMutablePointer<TaskState>] = []
    /// Queues that nothing new enters.
    var queues: [EdgeQueue] = []

    var allNodes: [UnsafeMutablePointer<Node>] { spare.values.flatMap(\.self) + leaving }

    /// Whether there is anything to sweep.
    var isEmpty: Bool { leaving.isEmpty && tasks.isEmpty && idleTasks.isEmpty && queues.isEmpty }

    /// Whether all that was on its way has arrived.
    var isIdle: Bool {
        leaving.allSatisfy { $0.pointee.isFinished } && queues.allSatisfy { $0.waiting.load(ordering: .relaxed) == 0 }
    }

    mutating func freeAll() {
        for node in allNodes { Wiring.free(node) }
        for task in tasks + idleTasks { Wiring.free(task) }
        self = Outgoing()
    }
}
