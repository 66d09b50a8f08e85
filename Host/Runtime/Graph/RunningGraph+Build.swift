import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory

extension RunningGraph {
    /// Makes tasks, nodes, queues, edges and threads from the plan.
    func build() {
        for plan in plan.tasks {
            let task = UnsafeMutablePointer<TaskState>.allocate(capacity: 1)
            task.initialize(to: TaskState(index: plan.index, services: services))
            tasks.append(task)
        }
        for plan in plan.nodes { nodes.append(makeNode(plan)) }
        for edge in plan.edges { if let queue = edge.queue { makeQueue(edge, queue) } }
        for node in plan.nodes { connect(node) }
        makeFeeds()
        makeWorkers()
        makeSources()
        completion.expect(nodes.count)
    }

    private func makeNode(_ plan: NodePlan) -> UnsafeMutablePointer<Node> {
        let incoming = self.plan.edges(into: plan.index)
        var ports: [UInt32: Int] = [:]
        for edge in incoming { for stream in streams(of: edge) { ports[stream, default: 0] += 1 } }
        let outputCount = plan.outputs.count
        let outputs = UnsafeMutablePointer<OutputPort>.allocate(capacity: max(1, outputCount))
        let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        let manifest = plan.manifest
        node.initialize(
            to: Node(
                process: { _, _, _ in SLUICE_E_STATE }, stage: nil, maxOutputs: UInt32(manifest?.maxOutputs ?? 4096),
                index: Int32(plan.index), task: tasks[plan.task], outputs: outputs, outputCount: UInt32(outputCount),
                advance: nil, stageClass: nil, holdsItems: manifest?.holds ?? true,
                holdLimit: Int32((manifest?.holdsFrames ?? 0) * max(1, ports.count)),
                mixesStreams: manifest?.state == .graph && ports.count > 1, services: .passUnretained(services),
                control: .passRetained(NodeControl(plan: plan))))
        node.pointee.endsExpected = ports.values.reduce(0, +)
        node.pointee.portsOfStream = ports
        if incoming.isEmpty {
            node.pointee.sourceStream = sourceStream(of: plan.index)
            node.pointee.endsExpected = 1
        }
        if case .join(let join) = plan.kind { JoinState.install(join, on: node, ports: ports) }
        return node
    }

    /// Numbers of the streams on an edge; behind a stage without inputs, that stage's own.
    func streams(of edge: EdgePlan) -> [UInt32] {
        if !edge.streams.isEmpty { return edge.streams.map(UInt32.init) }
        guard case .node(let node, _) = edge.from else { return [] }
        let incoming = plan.edges(into: node)
        if incoming.isEmpty { return [sourceStream(of: node)].map(UInt32.init) }
        var all: Set<UInt32> = []
        for edge in incoming { all.formUnion(streams(of: edge)) }
        return all.sorted()
    }

    /// Stages without inputs get streams behind those of the graph file.
    func sourceStream(of node: Int) -> Int32 { Int32(plan.streams.count + node) }

    private func makeQueue(_ edge: EdgePlan, _ plan: QueuePlan) {
        queues[edge.index] = EdgeQueue(capacity: plan.capacity, policy: plan.policy, store: store)
    }

    private func connect(_ plan: NodePlan) {
        let node = nodes[plan.index]
        for port in 0..<plan.outputs.count {
            let edges = self.plan.edges(from: plan.index, port: port)
            let targets = UnsafeMutablePointer<EdgeTarget>.allocate(capacity: max(1, edges.count))
            for (i, edge) in edges.enumerated() {
                let queue = queues[edge.index]
                (targets + i).initialize(
                    to: EdgeTarget(
                        node: queue == nil ? nodes[edge.to] : nil, port: UInt32(edge.port),
                        queue: queue.map { .passUnretained($0) }, lumaView: edge.lumaView,
                        needsProgress: edge.needsProgress))
                if let queue, queue.policy == .block { tasks[plan.task].pointee.outputs.append(.passUnretained(queue)) }
            }
            (node.pointee.outputs + port).initialize(to: OutputPort(edges: targets, count: edges.count))
        }
        for edge in self.plan.edges(into: plan.index) {
            guard let queue = queues[edge.index] else { continue }
            tasks[plan.task].pointee.inputs.append(
                TaskInput(
                    queue: .passUnretained(queue), node: node, port: UInt32(edge.port), lumaView: edge.lumaView))
        }
    }

    private func makeFeeds() {
        for stream in plan.streams {
            let description = StreamDescription(
                index: UInt32(stream.index), name: stream.name, camera: stream.camera, labels: stream.labels,
                isLive: stream.isLive)
            var edges: [(EdgeQueue, Bool)] = []
            for edge in plan.edges(fromStream: stream.index) {
                if let queue = queues[edge.index] { edges.append((queue, edge.needsProgress)) }
            }
            feeds.append(
                StreamFeed(
                    description, services: services, edges: edges, frameLimit: options.frameLimit,
                    firstFrame: firstFrame))
        }
    }

    /// A fixed set of threads, one for each core unless the graph says otherwise, and one for each task of its own.
    /// Tasks are dealt in order, so that a stream's tasks stay where they are.
    private func makeWorkers() {
        let shared = plan.tasks.filter { !$0.ownThread && !$0.queues.isEmpty }
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let count = min(shared.count, max(1, plan.threads ?? cores))
        for i in 0..<count { workers.append(Worker(name: "sluice-work-\(i)")) }
        for (i, task) in shared.enumerated() { assign(task, to: workers[i % count]) }
        for task in plan.tasks where task.ownThread && !task.queues.isEmpty {
            let worker = Worker(name: "sluice-own-\(task.index)")
            workers.append(worker)
            assign(task, to: worker)
        }
    }

    private func assign(_ task: TaskPlan, to worker: Worker) {
        worker.add(tasks[task.index])
        for edge in task.queues { queues[edge]?.consumerBell = worker.bell }
        for queue in tasks[task.index].pointee.outputs {
            queue._withUnsafeGuaranteedRef { $0.producerBell = worker.bell }
        }
    }

    private func makeSources() {
        for node in plan.nodes where plan.edges(into: node.index).isEmpty {
            sources.append(SourceRunner(nodes[node.index], name: node.name, services: services, firstFrame: firstFrame))
        }
    }
}
