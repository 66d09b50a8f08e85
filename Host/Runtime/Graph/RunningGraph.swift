import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory
import Synchronization

/// A graph that runs: its stages, queues and threads. Only a ``ValidatedGraph`` can become one.
///
/// Concurrency model: the structure is made by ``init(_:options:open:)`` and does not change while threads run. One
/// control thread calls ``start()``, ``finish(within_ns:)`` and ``close()``; any may call ``statistics()``, ``wake()``
/// and ``cancel()``.
public final class RunningGraph: @unchecked Sendable {
    // Sound: see the concurrency model above.

    /// Finds the table of a stage's class: the loader's part, or that of whoever runs it elsewhere.
    public typealias OpenStage = (StageOpening) throws(HostError) -> UnsafePointer<sluice_stage_class>

    /// The plan it runs by.
    public let plan: ValidatedGraph
    /// Frame memory, which sources write to.
    public let store: FrameStore
    /// One for each stream, in order.
    public internal(set) var feeds: [StreamFeed] = []

    let services: GraphServices
    let options: RunOptions
    let completion: Completion
    let firstFrame: FirstFrame
    let startTime_ns: Int64
    /// By number in the plan; several where a stage has parallel instances.
    var nodes: [[UnsafeMutablePointer<Node>]] = []
    var tasks: [[UnsafeMutablePointer<TaskState>]] = []
    var queues: [Int: [EdgeQueue]] = [:]
    var collectors: [UnsafeMutablePointer<Node>] = []
    var taps: [(tap: Tap, node: UnsafeMutablePointer<Node>)] = []
    var workers: [Worker] = []
    var sources: [SourceRunner] = []
    var isClosed = false
    var stallWatch = StallWatch()

    /// Makes all stages and starts them; no thread runs yet.
    /// - Throws: The first stage's refusal; all that was made before it is gone again.
    public init(_ plan: ValidatedGraph, options: RunOptions, open: OpenStage) throws(HostError) {
        self.plan = plan
        self.options = options
        let frames = plan.pools.reduce(8) { $0 + $1.total }
        store = FrameStore(slotsPerSlab: min(1024, max(16, frames)), keep_limit_bytes: options.keep_limit_bytes)
        let completion = Completion()
        self.completion = completion
        services = GraphServices(
            store: store, clock: options.clock, log: options.log, trace: options.trace, completion: completion)
        firstFrame = FirstFrame(clock: options.clock)
        startTime_ns = options.clock.now_ns
        build()
        do throws(HostError) {
            try openStages(open)
        } catch {
            _ = close()
            throw error
        }
    }

    deinit {
        _ = close()
        for node in nodes.joined() { Self.free(node) }
        for collector in collectors { Self.free(collector) }
        for (_, node) in taps { Self.free(node) }
        for task in tasks.joined() {
            task.deinitialize(count: 1)
            task.deallocate()
        }
    }

    private func openStages(_ open: OpenStage) throws(HostError) {
        for instances in nodes {
            guard let first = instances.first else { continue }
            let control = first.pointee.control.takeUnretainedValue()
            guard case .stage(let entry) = control.plan.kind else { continue }
            let completion = completion
            let table = try open(
                StageOpening(
                    plan: control.plan, entry: entry, store: store, holdLimit: Int(first.pointee.holdLimit),
                    stop: { completion.stop($0) }))
            for node in instances {
                node.pointee.stageClass = table
                if let process = table.pointee.process { node.pointee.process = process }
                node.pointee.advance = table.pointee.advance
                try NodeLife.open(node)
            }
        }
    }

    private static func free(_ node: UnsafeMutablePointer<Node>) {
        for port in 0..<Int(node.pointee.outputCount) { node.pointee.outputs[port].edges.deallocate() }
        node.pointee.outputs.deallocate()
        node.pointee.control.release()
        node.deinitialize(count: 1)
        node.deallocate()
    }
}
