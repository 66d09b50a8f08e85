import CSluice
import HostCore
import Synchronization

/// The thread of a stage without inputs: it asks for items until there are no more.
final class SourceRunner: @unchecked Sendable {
    // Sound: the node's task is this thread's own once it runs; the rest is constant or atomic.
    let node: UnsafeMutablePointer<Node>
    let parking = Parking()
    let name: String
    private let services: GraphServices
    private let firstFrame: FirstFrame
    private let stopping = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)
    private let asked = Atomic<Bool>(false)
    let bell = Doorbell()
    private var thread: HostThread?
    private static let patience_ns: Int64 = 100_000_000

    init(_ node: UnsafeMutablePointer<Node>, name: String, services: GraphServices, firstFrame: FirstFrame) {
        self.node = node
        self.name = name
        self.services = services
        self.firstFrame = firstFrame
    }

    func start() -> Bool {
        for queue in node.pointee.task.pointee.outputs {
            queue.takeUnretainedValue().addProducer(bell)
        }
        node.pointee.task.pointee.settings.bell = bell
        let made = HostThread(name: "sluice-source") { self.run() }
        thread = made
        return made.start()
    }

    var isStarted: Bool { thread != nil }

    /// Whether its thread has nothing more to do.
    var hasEnded: Bool { ended.load(ordering: .sequentiallyConsistent) }

    /// Whether the stage is being asked for its next items: all that it gave before has been handed on.
    var isAsked: Bool { asked.load(ordering: .sequentiallyConsistent) }

    func requestStop() {
        stopping.store(true, ordering: .relaxed)
        bell.ring()
    }

    func join() {
        requestStop()
        thread?.join()
        thread = nil
    }

    private func run() {
        let task = node.pointee.task
        let stream = UInt32(node.pointee.sourceStream)
        let event = sluice_item.event(stream: stream)
        services.streams.add(
            StreamDescription(index: stream, name: name, camera: "", labels: .object([:]), isLive: false))
        node.pointee.begun.insert(stream)
        Emit.sendEvent(node, .begin, event)
        TaskRun.runList(task)
        while !stopping.load(ordering: .relaxed), !services.cancelled.load(ordering: .relaxed), step(task) {}
        NodeEvents.end(node, 0, event)
        TaskRun.runList(task)
        TaskRun.finish(task)
        ended.store(true, ordering: .sequentiallyConsistent)
    }

    /// Asks for the next items and works off what follows in this task. `false` after the last.
    private func step(_ task: UnsafeMutablePointer<TaskState>) -> Bool {
        if parking.isWanted { parking.rest(on: bell) }
        task.pointee.settings.deliver()
        if TaskRun.isBlocked(task) {
            bell.sleep(timeout_ns: Self.patience_ns) {
                !TaskRun.isBlocked(task) || parking.isWanted || task.pointee.settings.isWaiting
                    || stopping.load(ordering: .relaxed)
            }
            return true
        }
        guard let produce = node.pointee.stageClass?.pointee.produce else { return false }
        let before = services.clock.now_ns
        let emitted = node.pointee.itemsOut.value
        task.pointee.stamp_ns = before
        node.pointee.outputsLeft = node.pointee.maxOutputs
        asked.store(true, ordering: .sequentiallyConsistent)
        let status = produce(node.pointee.stage, before &+ Self.patience_ns)
        asked.store(false, ordering: .sequentiallyConsistent)
        let now = services.clock.now_ns
        node.pointee.busy_ns.add(UInt64(max(0, now &- before)))
        task.pointee.stamp_ns = now
        if status < 0 {
            NodeEvents.failed(node, status, .event(stream: UInt32(node.pointee.sourceStream)))
        }
        if !task.pointee.ring.isEmpty { firstFrame.mark() }
        TaskRun.runList(task)
        sendProgress(since: emitted, task)
        TaskRun.finish(task)
        task.pointee.progress.add(1)
        return status >= 0 && status != SLUICE_END
    }

    /// What was emitted is over, as it is for a captured stream: a sink that batches writes now. A source that holds
    /// items back says so itself.
    private func sendProgress(since emitted: UInt64, _ task: UnsafeMutablePointer<TaskState>) {
        guard !node.pointee.holdsItems, node.pointee.itemsOut.value != emitted else { return }
        let time = node.pointee.sourceTime
        let stream = UInt32(node.pointee.sourceStream)
        Emit.sendEvent(node, .progress, .event(stream: stream, seq: time.seq, pts_ns: time.pts_ns))
        TaskRun.runList(task)
    }
}
