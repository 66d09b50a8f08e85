import CSluice
import Glibc
import HostCore
import HostGraph

extension Wiring {
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

    func connectOutput(_ plan: NodePlan, _ node: UnsafeMutablePointer<Node>, _ port: Int) {
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
        if let queue = recording?.queue(of: RecordPoint(plan, port: port, in: self.plan)) {
            targets.append(recordTarget(queue, behind: node))
        }
        if let tap = makeTap(behind: node, port: port) { targets.append(tap) }
        set(targets, of: node, port: port, pixelFormat: plan.outputs[port].pixelFormat?.rawValue ?? 0)
    }

    /// The way of what is recorded: an edge like any other, into a queue of its own.
    private func recordTarget(_ queue: EdgeQueue, behind node: UnsafeMutablePointer<Node>) -> EdgeTarget {
        if queue.policy == .block { node.pointee.task.pointee.outputs.append(.passUnretained(queue)) }
        let collector = node.pointee.group == nil ? nil : makeCollector(queue, behind: node)
        return EdgeTarget(
            node: collector, port: 0, queue: collector == nil ? .passUnretained(queue) : nil, lumaView: false,
            needsProgress: false)
    }

    /// Makes `targets` the edges of a port.
    func set(_ targets: [EdgeTarget], of node: UnsafeMutablePointer<Node>, port: Int, pixelFormat: UInt32) {
        let only = targets.count == 1 ? targets.first : nil
        let plain = only?.queue == nil && only?.lumaView == false && only?.shares == 1 ? only : nil
        let edges = UnsafeMutablePointer<EdgeTarget>.allocate(capacity: max(1, targets.count))
        edges.initialize(from: targets, count: targets.count)
        node.pointee.outputs[port].edges.deallocate()
        node.pointee.outputs[port] = OutputPort(
            edges: edges, count: targets.count, pixelFormat: pixelFormat, next: plain?.node,
            nextPort: plain?.port ?? 0)
    }

    /// Takes all edges away from a node.
    func clearOutputs(_ node: UnsafeMutablePointer<Node>) {
        for port in 0..<Int(node.pointee.outputCount) { clearOutput(port, of: node) }
    }

    /// Takes the edges away from a port, and with them the collectors and taps that stand for edges.
    func clearOutput(_ port: Int, of node: UnsafeMutablePointer<Node>) {
        let output = node.pointee.outputs + port
        let ends = Set((0..<output.pointee.count).compactMap { output.pointee.edges[$0].node })
        for end in collectors where ends.contains(end) { Self.free(end) }
        collectors.removeAll { ends.contains($0) }
        for (_, end) in taps where ends.contains(end) { Self.free(end) }
        taps.removeAll { ends.contains($0.node) }
        (output.pointee.count, output.pointee.next) = (0, nil)
    }

    func target(_ edge: EdgePlan, to node: UnsafeMutablePointer<Node>?, queue: EdgeQueue?) -> EdgeTarget {
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
                control: .passRetained(NodeControl(plan: node.pointee.control.takeUnretainedValue().plan))))
        made.pointee.collector = collector
        collectors.append(made)
        return made
    }

    /// Where the frames of a stream go.
    func routes(of stream: StreamPlan) -> [StreamFeed.Route] {
        let number = Int(numbers.stream(stream))
        let ways: [StreamFeed.Route] = plan.edges(fromStream: stream.index).compactMap { edge in
            queues[edge.index].map { StreamFeed.Route(queue: $0[number % $0.count], needsProgress: edge.needsProgress) }
        }
        let recorded = recording?.queue(of: RecordPoint(stream)).map {
            StreamFeed.Route(queue: $0, needsProgress: false)
        }
        return ways + [recorded].compactMap(\.self)
    }
}
