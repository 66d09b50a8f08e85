import CSluice
import Glibc
import HostCore
import HostGraph
import HostMemory

extension Wiring {
    /// Makes tasks, nodes, queues and edges from the plan.
    func build() {
        for task in plan.tasks { tasks.append(makeTasks(task)) }
        for node in plan.nodes { nodes.append(makeNodes(node)) }
        for node in plan.nodes { for made in nodes[node.index] { gather(node, made.pointee.task) } }
        for edge in plan.edges { if let queue = edge.queue { queues[edge.index] = makeQueues(edge, queue) } }
        for node in plan.nodes { connect(node) }
    }

    /// Lets a task gather items for a node that takes several in one call.
    func gather(_ node: NodePlan, _ task: UnsafeMutablePointer<TaskState>) {
        if node.batch > 1 { task.pointee.batch = BatchState(limit: node.batch) }
    }

    /// How many calls of `Completion.nodeDone` a node is good for.
    func ends(of node: NodePlan) -> Int { sharesStreams(node) ? node.instances : 1 }

    func makeTasks(_ plan: TaskPlan) -> [UnsafeMutablePointer<TaskState>] {
        (0..<copies(of: plan)).map { _ in makeTask(plan) }
    }

    /// A task with a stage of several instances stands as often as that.
    func copies(of task: TaskPlan) -> Int { task.nodes.map { plan.nodes[$0].instances }.max() ?? 1 }

    /// Whether instances share the streams out among them, rather than the items.
    func sharesStreams(_ node: NodePlan) -> Bool {
        node.instances > 1 && node.manifest?.state != StageManifest.State.none
    }

    private func makeTask(_ plan: TaskPlan) -> UnsafeMutablePointer<TaskState> {
        let task = UnsafeMutablePointer<TaskState>.allocate(capacity: 1)
        task.initialize(to: TaskState(index: plan.index, services: services))
        return task
    }

    func makeNodes(_ plan: NodePlan) -> [UnsafeMutablePointer<Node>] {
        let branches = branches(of: plan)
        let made = tasks[plan.task].enumerated().map { index, task in
            makeNode(plan, on: task, instance: index, branches: branches, isSource: isSource(plan))
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

    func isSource(_ plan: NodePlan) -> Bool { self.plan.edges(into: plan.index).isEmpty }

    /// The streams that come in by each port.
    func branches(of plan: NodePlan) -> [[UInt32]] {
        let incoming = self.plan.edges(into: plan.index)
        var branches: [[UInt32]] = Array(repeating: [], count: max(1, (incoming.map(\.port).max() ?? 0) + 1))
        for edge in incoming { branches[edge.port] += streams(of: edge) }
        return branches
    }

    private func makeNode(
        _ plan: NodePlan, on task: UnsafeMutablePointer<TaskState>, instance: Int, branches: [[UInt32]], isSource: Bool
    ) -> UnsafeMutablePointer<Node> {
        var ports: [UInt32: Int] = [:]
        for stream in branches.joined() where isShare(stream, plan, instance) { ports[stream, default: 0] += 1 }
        let manifest = plan.manifest
        let outputs = UnsafeMutablePointer<OutputPort>.allocate(capacity: max(1, plan.outputs.count))
        for port in 0..<plan.outputs.count {
            (outputs + port).initialize(to: OutputPort(edges: .allocate(capacity: 1), count: 0))
        }
        let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
        node.initialize(
            to: Node(
                process: { _, _, _ in SLUICE_E_STATE }, stage: nil, inputKinds: .inputs(manifest),
                outputKinds: .outputs(manifest), maxOutputs: UInt32(manifest?.maxOutputs ?? 4096),
                index: numbers.node(plan), task: task, outputs: outputs, outputCount: UInt32(plan.outputs.count),
                advance: nil, stageClass: nil, holdsItems: manifest?.holds ?? true,
                holdLimit: Int32((manifest?.holdsFrames ?? 0) * max(1, ports.count)),
                mixesStreams: manifest?.state == .graph && ports.count > 1, services: .passUnretained(services),
                control: .passRetained(NodeControl(plan: plan))))
        node.pointee.instanceIndex = UInt32(instance)
        node.pointee.endsExpected = isSource ? 1 : ports.values.reduce(0, +)
        node.pointee.portsOfStream = ports
        if isSource { node.pointee.sourceStream = Int32(numbers.source(plan)) }
        if case .join(let join) = plan.kind { JoinState.install(join, on: node, branches: branches) }
        return node
    }

    func isShare(_ stream: UInt32, _ plan: NodePlan, _ instance: Int) -> Bool {
        !sharesStreams(plan) || Int(stream) % plan.instances == instance
    }

    /// Numbers of the streams on an edge; behind a stage without inputs, that stage's own.
    func streams(of edge: EdgePlan) -> [UInt32] {
        if !edge.streams.isEmpty { return edge.streams.map { numbers.stream(plan.streams[$0]) } }
        guard case .node(let node, _) = edge.from else { return [] }
        let incoming = plan.edges(into: node)
        if incoming.isEmpty { return [numbers.source(plan.nodes[node])] }
        var all: Set<UInt32> = []
        for edge in incoming { all.formUnion(streams(of: edge)) }
        return all.sorted()
    }

    /// One queue, or one for each instance when they share the streams.
    func makeQueues(_ edge: EdgePlan, _ plan: QueuePlan) -> [EdgeQueue] {
        let target = self.plan.nodes[edge.to]
        return (0..<(sharesStreams(target) ? target.instances : 1)).map { _ in
            EdgeQueue(capacity: plan.capacity, policy: plan.policy, store: store)
        }
    }
}
