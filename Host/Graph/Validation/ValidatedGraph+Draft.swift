import HostCore

extension ValidatedGraph {
    /// The plan of a draft that has passed validation.
    init(_ draft: GraphDraft, _ warnings: [Finding]) {
        name = draft.config.name
        file = draft.config.file
        threads = draft.config.threads
        self.warnings = warnings
        streams = draft.streams.indices.map { Self.stream(draft, $0) }
        let incoming = draft.edgesByConsumer()
        nodes = draft.nodes.indices.map { Self.node(draft, $0, incoming[$0]) }
        edges = draft.edges.indices.map { Self.edge(draft, $0) }
        edgeIndex = EdgeIndex(edges, nodes: nodes.count)
        tasks = draft.tasks.indices.map { Self.task(draft, $0, incoming) }
        pools = draft.streams.indices.map { Self.pool(draft, $0) }
    }

    private static func stream(_ draft: GraphDraft, _ index: Int) -> StreamPlan {
        let declared = draft.streams[index]
        return StreamPlan(
            index: index, name: declared.name,
            source: declared.gst.map { .gst($0.value) } ?? .uri(declared.uri?.value ?? ""), camera: declared.camera,
            labels: declared.labels, pace: declared.pace, giveUp_ns: declared.giveUp_ns, isLive: draft.isLive(index),
            tellsHealth: declared.health ?? draft.isLive(index), format: draft.streamFormats[index], site: declared.site
        )
    }

    private static func node(_ draft: GraphDraft, _ index: Int, _ incoming: [Int]) -> NodePlan {
        let node = draft.nodes[index]
        let declared = node.stage.map { draft.stages[$0].declaration }
        let connected = Set(incoming.map { draft.edges[$0].port })
        return NodePlan(
            index: index, name: node.name, stageName: declared?.name, kind: node.kind,
            configuration: node.configuration, instances: draft.instances(index), batch: draft.batch(index),
            onError: declared?.onError ?? .skip, isolation: isolation(draft, index), limits: limits(draft, index),
            thread: declared?.thread,
            inputs: node.inputs.indices.map { port in
                connected.contains(port)
                    ? ItemFormat(kind: node.inputKinds[port], pixelFormat: node.inputFormats[port]) : nil
            },
            outputs: node.outputs.indices.map {
                ItemFormat(kind: node.outputKinds[$0], pixelFormat: node.outputFormats[$0])
            },
            task: node.task, site: node.site)
    }

    private static func isolation(_ draft: GraphDraft, _ index: Int) -> NodePlan.Isolation {
        let node = draft.nodes[index]
        guard draft.isIsolated(index), let stage = node.stage, case .stage(let entry) = node.kind else { return .none }
        let declared = draft.stages[stage].declaration
        switch (declared.isolation?.group ?? declared.group)?.value {
        case nil: return .process(group: node.name)
        case "library": return .process(group: "library " + Path.name(entry.library))
        case let group?: return .process(group: group)
        }
    }

    private static func limits(_ draft: GraphDraft, _ index: Int) -> IsolationLimits {
        guard let stage = draft.nodes[index].stage, let isolation = draft.stages[stage].declaration.isolation else {
            return IsolationLimits()
        }
        var limits = isolation.limits
        if let successor = draft.stages[stage].successor {
            limits.last = .replace(successor, draft.stages[stage].successorSettings)
        }
        return limits
    }

    private static func edge(_ draft: GraphDraft, _ index: Int) -> EdgePlan {
        let edge = draft.edges[index]
        return EdgePlan(
            index: index, from: edge.from, to: edge.to, port: edge.port,
            format: ItemFormat(kind: edge.kind, pixelFormat: edge.format), lumaView: edge.lumaView, queue: edge.queue,
            needsProgress: edge.needsProgress, streams: edge.streams.sorted(), isLive: edge.isLive, site: edge.site)
    }

    private static func task(_ draft: GraphDraft, _ index: Int, _ incoming: [[Int]]) -> TaskPlan {
        let queues = draft.tasks[index].flatMap { incoming[$0] }.filter { !draft.edges[$0].fused }
        return TaskPlan(
            index: index, nodes: draft.tasks[index], queues: queues, ownThread: draft.ownsThread(draft.tasks[index]))
    }

    /// Counts the captured frames that may be somewhere at once. Stages that make frames of their own have others.
    private static func pool(_ draft: GraphDraft, _ stream: Int) -> PoolPlan {
        var queued = 0
        var held = 0
        var tasks: [Int: Int] = [:]
        var carriers: Set<EdgePlan.Source> = [.stream(stream)]
        for edge in draft.edges where carriers.contains(edge.from) && edge.kind == .frame {
            queued += edge.queue?.capacity ?? 0
            let node = draft.nodes[edge.to]
            for port in node.outputs.indices where node.input(behind: port) == edge.port {
                carriers.insert(.node(edge.to, port: port))
            }
            held += node.manifest?.holdsFrames ?? 0
            tasks[node.task] = max(tasks[node.task] ?? 1, draft.instances(edge.to), draft.batch(edge.to))
        }
        return PoolPlan(
            stream: stream, decoder: SourceKind.decoderFrames(draft.streams[stream]), queued: queued,
            inFlight: tasks.values.reduce(0, +), held: held)
    }
}
