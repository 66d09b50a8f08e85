import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory
import Synchronization

/// A graph that runs: its stages, queues and threads. Only a ``ValidatedGraph`` can become one.
///
/// Concurrency model: the structure is made by ``init(_:options:open:)``; an edit changes parts of it while the threads
/// that use them are parked. One control thread calls ``start()``, ``finish(within_ns:)``, ``set(stage:_:timeout_ns:)``,
/// ``edit(to:changedLibraries:open:)`` and ``close()``; any may call ``statistics()``, ``wake()`` and ``cancel()``, which
/// take `structure`.
public final class RunningGraph: @unchecked Sendable {
    // Sound: see the concurrency model above.

    /// Finds the table of a stage's class: the loader's part, or that of whoever runs it elsewhere.
    public typealias OpenStage = (StageOpening) throws(HostError) -> UnsafePointer<sluice_stage_class>

    /// The plan it runs by. Control thread.
    public var plan: ValidatedGraph { wiring.plan }
    /// Frame memory, which sources write to.
    public let store: FrameStore
    /// One for each stream, in order.
    public internal(set) var feeds: [StreamFeed] = []

    let services: GraphServices
    let recording: GraphRecording?
    let options: RunOptions
    let completion: Completion
    let firstFrame: FirstFrame
    let startTime_ns: Int64
    /// Held while the structure changes, and while a thread other than the control thread looks at it.
    let structure = Mutex<Void>(())
    var wiring: Wiring
    /// What edits have taken out of the graph and is not gone yet.
    var outgoing = Outgoing()
    /// Sinks that are gone and have not written all.
    var formerSinks: [StageStatistics] = []
    /// The last edit, while it may still be taken back.
    var trial: Trial?
    var workers: [Worker] = []
    var sources: [SourceRunner] = []
    var isRunning = false
    var isClosed = false
    var stallWatch = StallWatch()

    /// Makes all stages and starts them; no thread runs yet.
    /// - Throws: The first stage's refusal; all that was made before it is gone again.
    public init(_ plan: ValidatedGraph, options: RunOptions, open: OpenStage) throws(HostError) {
        self.options = options
        let recorded = options.recording.map { GraphRecording.frames($0, plan) } ?? 0
        let frames = plan.pools.reduce(8 + recorded) { $0 + $1.total }
        store = FrameStore(slotsPerSlab: min(1024, max(16, frames)), keep_limit_bytes: options.keep_limit_bytes)
        let completion = Completion()
        self.completion = completion
        services = GraphServices(
            store: store, clock: options.clock, log: options.log, trace: options.trace, completion: completion,
            models: options.models, repeatsTime: options.repeatsTime)
        firstFrame = FirstFrame(clock: options.clock)
        startTime_ns = options.clock.now_ns
        let services = services
        recording = options.recording.map { GraphRecording($0, services: services) }
        wiring = Wiring(
            plan, numbers: GraphNumbers(plan), services: services, observer: options.observer, recording: recording)
        wiring.build()
        makeFeeds()
        makeWorkers()
        makeSources()
        completion.expect(plan.nodes.reduce(0) { $0 + wiring.ends(of: $1) })
        do throws(HostError) {
            try openStages(open)
        } catch {
            _ = close()
            throw error
        }
    }

    deinit {
        _ = close()
        outgoing.freeAll()
        for node in nodes.joined() { Wiring.free(node) }
        for collector in wiring.collectors { Wiring.free(collector) }
        for (_, node) in wiring.taps { Wiring.free(node) }
        for task in tasks.joined() { Wiring.free(task) }
    }

    private func openStages(_ open: OpenStage) throws(HostError) {
        for instances in nodes { try openStage(instances, open) }
    }

    /// Opens the instances of one node, which share the table of their class.
    func openStage(_ instances: [UnsafeMutablePointer<Node>], _ open: OpenStage) throws(HostError) {
        guard let first = instances.first else { return }
        let control = first.pointee.control.takeUnretainedValue()
        guard case .stage(let entry) = control.plan.kind else { return }
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

    /// As the plan in force numbers them.
    var nodes: [[UnsafeMutablePointer<Node>]] { wiring.nodes }
    var tasks: [[UnsafeMutablePointer<TaskState>]] { wiring.tasks }
    var queues: [Int: [EdgeQueue]] { wiring.queues }

    /// Name of the node that has a number which stays the same through all edits; traces carry it.
    public func nodeName(number: Int) -> String {
        wiring.numbers.nodeNames.indices.contains(number) ? wiring.numbers.nodeNames[number] : "node \(number)"
    }
}
