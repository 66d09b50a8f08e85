import CSluice
import Glibc
import HostCore
import HostGraph

extension RunningGraph {
    /// Gives a node its edges: outputs to nodes and queues, inputs from queues.
    func connect(_ plan: NodePlan) {
        for node in nodes[plan.index] {
            for port in 0..<plan.outputs.count { connectOutput(plan, node, port) }
        }
        for edge in self.plan.edges(into: plan.index) {
            guard let queues = queues[edge.index] else { continue }
            for (index, node) in nodes[plan.index].enumerated() {
                let queue = queues[queues.count > 1 ? index : 0]
                node.pointee.task.pointee.inputs.append(
                    TaskInput(
                        queue: .passUnretained(queue), node: node, port: UInt32(edge.port), lumaView: edge.lumaView))
            }
        }
    }

    private func connectOutput(_ plan: NodePlan, _ node: UnsafeMutablePointer<Node>, _ port: Int) {
        var targets: [EdgeTarget] = []
        let task = node.pointee.task
        for edge in self.plan.edges(from: plan.index, port: port) {
            guard let queues = queues[edge.index] else {
                targets.append(target(edge, to: nodes[edge.to].first, queue: nil))
                continue
            }
            for (share, queue) in queues.enumerated() {
                if queue.policy == .block { task.pointee.outputs.append(.passUnretained(queue)) }
                let collector = node.pointee.group == nil ? nil : makeCollector(queue, behind: node)
                var made = target(edge, to: collector, queue: collector == nil ? queue : nil)
                made.share = UInt32(share)
                made.shares = UInt32(queues.count)
                targets.append(made)
            }
        }
        if let tap = makeTap(behind: node, port: port) { targets.append(tap) }
        let only = targets.count == 1 ? targets.first : nil
        let plain = only?.queue == nil && only?.lumaView == false && only?.shares == 1 ? only : nil
        let edges = UnsafeMutablePointer<EdgeTarget>.allocate(capacity: max(1, targets.count))
        edges.initialize(from: targets, count: targets.count)
        (node.pointee.outputs + port).initialize(
            to: OutputPort(
                edges: edges, count: targets.count, pixelFormat: plan.outputs[port].pixelFormat?.rawValue ?? 0,
                next: plain?.node, nextPort: plain?.port ?? 0))
    }

    private func target(_ edge: EdgePlan, to node: UnsafeMutablePointer<Node>?, queue: EdgeQueue?) -> EdgeTarget {
        EdgeTarget(
            node: node, port: node?.pointee.collector == nil ? UInt32(edge.port) : 0,
            queue: queue.map { .passUnretained($0) }, lumaView: queue == nil && edge.queue == nil && edge.lumaView,
            needsProgress: edge.needsProgress)
    }

    /// A node without a stage that gathers, for the group, what an instance sends along one edge.
    private func makeCollector(_ queue: EdgeQueue, behind node: UnsafeMutablePointer<Node>) -> UnsafeMutablePointer<
        Node
    > {
        let task = node.pointee.task
        let collector = Collector(queue: queue, store: store, task: task)
        let made = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        made.initialize(
            to: Node(
                process: Collector.process, stage: OpaquePointer(Unmanaged.passUnretained(collector).toOpaque()),
                inputKinds: PortKinds(), outputKinds: PortKinds(), maxOutputs: 0, index: node.pointee.index, task: task,
                outputs: .allocate(capacity: 1), outputCount: 0,
                advance: nil, stageClass: nil, holdsItems: true, holdLimit: 0, mixesStreams: false,
                services: .passUnretained(services),
                control: .passRetained(NodeControl(plan: plan.nodes[Int(node.pointee.index)]))))
        made.pointee.collector = collector
        collectors.append(made)
        return made
    }

    /// One entry for each stream.
    func makeFeeds() {
        for stream in plan.streams {
            let description = StreamDescription(
                index: UInt32(stream.index), name: stream.name, camera: stream.camera, labels: stream.labels,
                isLive: stream.isLive)
            var edges: [(EdgeQueue, Bool)] = []
            for edge in plan.edges(fromStream: stream.index) {
                guard let queues = queues[edge.index] else { continue }
                edges.append((queues[stream.index % queues.count], edge.needsProgress))
            }
            feeds.append(
                StreamFeed(
                    description, services: services, edges: edges, frameLimit: options.frameLimit,
                    firstFrame: firstFrame))
        }
    }

    /// A fixed set of threads, one for each core unless the graph says otherwise, and one for each task of its own.
    /// Tasks are dealt in order, so that a stream's tasks stay where they are.
    func makeWorkers() {
        let shared = plan.tasks.filter { !$0.ownThread && !$0.queues.isEmpty }.flatMap { tasks[$0.index] }
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let count = min(shared.count, max(1, plan.threads ?? cores))
        for i in 0..<count { workers.append(Worker(name: "sluice-work-\(i)")) }
        for (i, task) in shared.enumerated() { assign(task, to: workers[i % count]) }
        for plan in plan.tasks where plan.ownThread && !plan.queues.isEmpty {
            for task in tasks[plan.index] {
                let worker = Worker(name: "sluice-own-\(plan.index)")
                workers.append(worker)
                assign(task, to: worker)
            }
        }
    }

    private func assign(_ task: UnsafeMutablePointer<TaskState>, to worker: Worker) {
        worker.add(task)
        task.pointee.settings.bell = worker.bell
        for input in task.pointee.inputs { input.queue.takeUnretainedValue().addConsumer(worker.bell) }
        for queue in task.pointee.outputs { queue.takeUnretainedValue().addProducer(worker.bell) }
        task.pointee.group?.bells.append(worker.bell)
    }

    /// Threads for stages without inputs.
    func makeSources() {
        for node in plan.nodes where plan.edges(into: node.index).isEmpty {
            guard let made = nodes[node.index].first else { continue }
            sources.append(SourceRunner(made, name: node.name, services: services, firstFrame: firstFrame))
        }
    }
}
