import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory

extension RunningGraph {
    /// Makes tasks, nodes, queues, edges and threads from the plan.
    func build() {
        for task in plan.tasks { tasks.append((0..<copies(of: task)).map { _ in makeTask(task) }) }
        for node in plan.nodes { nodes.append(makeNodes(node)) }
        for node in plan.nodes where node.batch > 1 {
            for made in nodes[node.index] { made.pointee.task.pointee.batch = BatchState(limit: node.batch) }
        }
        for edge in plan.edges { if let queue = edge.queue { queues[edge.index] = makeQueues(edge, queue) } }
        for node in plan.nodes { connect(node) }
        makeFeeds()
        makeWorkers()
        makeSources()
        completion.expect(plan.nodes.reduce(0) { $0 + (sharesStreams($1) ? $1.instances : 1) })
    }

    /// A task with a stage of several instances stands as often as that.
    private func copies(of task: TaskPlan) -> Int { task.nodes.map { plan.nodes[$0].instances }.max() ?? 1 }

    /// Whether instances share the streams out among them, rather than the items.
    func sharesStreams(_ node: NodePlan) -> Bool {
        node.instances > 1 && node.manifest?.state != StageManifest.State.none
    }

    private func makeTask(_ plan: TaskPlan) -> UnsafeMutablePointer<TaskState> {
        let task = UnsafeMutablePointer<TaskState>.allocate(capacity: 1)
        task.initialize(to: TaskState(index: plan.index, services: services))
        return task
    }

    private func makeNodes(_ plan: NodePlan) -> [UnsafeMutablePointer<Node>] {
        let incoming = self.plan.edges(into: plan.index)
        var branches: [[UInt32]] = Array(repeating: [], count: max(1, (incoming.map(\.port).max() ?? 0) + 1))
        for edge in incoming { branches[edge.port] += streams(of: edge) }
        let made = tasks[plan.task].enumerated().map { index, task in
            makeNode(plan, on: task, instance: index, branches: branches, isSource: incoming.isEmpty)
        }
        if plan.instances > 1, !sharesStreams(plan) {
            let ends = branches.reduce(0) { $0 + $1.count }
            let group = InstanceGroup(instances: plan.instances, ends: ends, store: store)
            for node in made {
                node.pointee.group = group
                node.pointee.task.pointee.group = group
            }
        }
        return made
    }

    private func makeNode(
        _ plan: NodePlan, on task: UnsafeMutablePointer<TaskState>, instance: Int, branches: [[UInt32]], isSource: Bool
    ) -> UnsafeMutablePointer<Node> {
        var ports: [UInt32: Int] = [:]
        for stream in branches.joined() where isShare(stream, plan, instance) { ports[stream, default: 0] += 1 }
        let manifest = plan.manifest
        let outputs = UnsafeMutablePointer<OutputPort>.allocate(capacity: max(1, plan.outputs.count))
        let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        node.initialize(
            to: Node(
                process: { _, _, _ in SLUICE_E_STATE }, stage: nil, inputKinds: .inputs(manifest),
                outputKinds: .outputs(manifest), maxOutputs: UInt32(manifest?.maxOutputs ?? 4096),
                index: Int32(plan.index), task: task, outputs: outputs, outputCount: UInt32(plan.outputs.count),
                advance: nil, stageClass: nil, holdsItems: manifest?.holds ?? true,
                holdLimit: Int32((manifest?.holdsFrames ?? 0) * max(1, ports.count)),
                mixesStreams: manifest?.state == .graph && ports.count > 1, services: .passUnretained(services),
                control: .passRetained(NodeControl(plan: plan))))
        node.pointee.instanceIndex = UInt32(instance)
        node.pointee.endsExpected = isSource ? 1 : ports.values.reduce(0, +)
        node.pointee.portsOfStream = ports
        if isSource { node.pointee.sourceStream = sourceStream(of: plan.index) }
        if case .join(let join) = plan.kind { JoinState.install(join, on: node, branches: branches) }
        return node
    }

    private func isShare(_ stream: UInt32, _ plan: NodePlan, _ instance: Int) -> Bool {
        !sharesStreams(plan) || Int(stream) % plan.instances == instance
    }

    /// Numbers of the streams on an edge; behind a stage without inputs, that stage's own.
    func streams(of edge: EdgePlan) -> [UInt32] {
        if !edge.streams.isEmpty { return edge.streams.map(UInt32.init) }
        guard case .node(let node, _) = edge.from else { return [] }
        let incoming = plan.edges(into: node)
        if incoming.isEmpty { return [UInt32(sourceStream(of: node))] }
        var all: Set<UInt32> = []
        for edge in incoming { all.formUnion(streams(of: edge)) }
        return all.sorted()
    }

    /// Stages without inputs get streams behind those of the graph file.
    func sourceStream(of node: Int) -> Int32 { Int32(plan.streams.count + node) }

    /// One queue, or one for each instance when they share the streams.
    private func makeQueues(_ edge: EdgePlan, _ plan: QueuePlan) -> [EdgeQueue] {
        let target = self.plan.nodes[edge.to]
        return (0..<(sharesStreams(target) ? target.instances : 1)).map { _ in
            EdgeQueue(capacity: plan.capacity, policy: plan.policy, store: store)
        }
    }
}
