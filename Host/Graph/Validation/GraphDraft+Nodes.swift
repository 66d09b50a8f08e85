import HostCore

extension GraphDraft {
    /// Makes a node of each stage, or one for each stream, with the joins in front of them.
    mutating func makeNodes() {
        var places: [[Int: Int]] = Array(repeating: [:], count: stages.count)
        for index in order where stages[index].entry != nil {
            let instances: [Int?] = stages[index].declaration.forEach ? stages[index].instanceStreams.map { $0 } : [nil]
            for stream in instances {
                guard nodes.count < Self.nodeLimit else { return reportTooMany(index) }
                let node = makeNode(of: index, stream, places)
                places[index][stream ?? -1] = node
            }
        }
    }

    private func reportTooMany(_ stage: Int) {
        log.error(
            "too-many-nodes", "the graph makes more than \(Self.nodeLimit) nodes of its stages and streams",
            remedy: "split it into several graphs", at: stages[stage].declaration.site)
    }

    /// A name that no stage and no other node has.
    mutating func uniqueName(_ base: String, _ suffix: String = "") -> String {
        var name = base + suffix
        var number = 2
        while names.contains(name) {
            name = "\(base)-\(number)\(suffix)"
            number += 1
        }
        names.insert(name)
        return name
    }

    private mutating func makeNode(of index: Int, _ stream: Int?, _ places: [[Int: Int]]) -> Int {
        let stage = stages[index]
        let suffix = stream.map { "[\(streams[$0].name)]" } ?? ""
        var feeds: [(port: Int, edges: [DraftEdge])] = []
        for input in stage.inputs {
            guard let port = input.port else { continue }
            let branches = input.references.map { edges(of: $0, stream, places, consumer: index) }
            if let join = input.join {
                let node = makeJoin(
                    branches, merged(join, stage.declaration.sync), unites: true, of: stage, suffix, input.site)
                feeds.append((port, [added(from: .node(node, port: 0), input.site)]))
            } else {
                feeds.append((port, branches.flatMap { $0 }))
            }
        }
        let connected = feeds.filter { !$0.edges.isEmpty }
        reportMissing(stream, feeds, stage)
        if connected.count >= 2, stage.declaration.sync.sync?.value != JoinPlan.Sync.none {
            let site = stage.declaration.from?.site ?? stage.declaration.site
            let node = makeJoin(connected.map(\.edges), stage.declaration.sync, unites: false, of: stage, suffix, site)
            feeds = connected.enumerated().map { ($1.port, [added(from: .node(node, port: $0), site)]) }
        }
        return addNode(of: index, suffix, feeds)
    }

    private mutating func addNode(of index: Int, _ suffix: String, _ feeds: [(port: Int, edges: [DraftEdge])]) -> Int {
        let stage = stages[index]
        guard let entry = stage.entry else { return -1 }
        let node = DraftNode(
            name: stage.name + suffix, stage: index, kind: .stage(entry), inputs: entry.manifest.inputs,
            outputs: entry.manifest.outputs, configuration: stage.settings, site: stage.declaration.site)
        nodes.append(node)
        for feed in feeds {
            for edge in feed.edges { connect(edge, to: nodes.count - 1, port: feed.port) }
        }
        return nodes.count - 1
    }

    private mutating func connect(_ edge: DraftEdge, to node: Int, port: Int) {
        var edge = edge
        edge.to = node
        edge.port = port
        edges.append(edge)
    }

    private func added(from source: EdgePlan.Source, _ site: Site) -> DraftEdge {
        DraftEdge(from: source, to: 0, port: 0, site: site, consumer: nil, text: "")
    }

    /// The edges that a reference stands for: one for a stream or a stage, several for a stage made for each stream.
    private func edges(
        of reference: DraftReference, _ stream: Int?, _ places: [[Int: Int]], consumer: Int
    ) -> [DraftEdge] {
        func edge(_ source: EdgePlan.Source) -> DraftEdge {
            DraftEdge(from: source, to: 0, port: 0, site: reference.site, consumer: consumer, text: reference.text)
        }
        switch reference.target {
        case .stream(let index):
            return stream == nil || stream == index ? [edge(.stream(index))] : []
        case .stage(let index, let port):
            guard let port else { return [] }
            if !stages[index].declaration.forEach {
                guard let stream else { return (places[index][-1].map { [edge(.node($0, port: port))] }) ?? [] }
                guard stages[index].origins.contains(stream) else { return [] }
                return (places[index][-1].map { [edge(.node($0, port: port))] }) ?? []
            }
            let wanted = stream.map { [$0] } ?? stages[index].instanceStreams
            return wanted.compactMap { places[index][$0] }.map { edge(.node($0, port: port)) }
        }
    }

    private func merged(_ join: SyncDeclaration, _ stage: SyncDeclaration) -> SyncDeclaration {
        SyncDeclaration(
            sync: join.sync ?? stage.sync, within_ns: join.within_ns ?? stage.within_ns,
            wait_ns: join.wait_ns ?? stage.wait_ns)
    }

    private mutating func makeJoin(
        _ branches: [[DraftEdge]], _ sync: SyncDeclaration, unites: Bool, of stage: DraftStage, _ suffix: String,
        _ site: Site
    ) -> Int {
        let inputs = branches.indices.map { PortManifest(name: "\($0)", content: .any) }
        let outputs = (unites ? 0..<1 : branches.indices).map {
            PortManifest(name: "\($0)", content: .same(as: "\($0)"))
        }
        let plan = JoinPlan(
            sync: sync.sync?.value ?? .lineage, within_ns: sync.within_ns?.value ?? 40_000_000,
            wait_ns: config.isReplay ? nil : sync.wait_ns?.value, unites: unites, branches: branches.count)
        let name = uniqueName("\(stage.name)-join", suffix)
        nodes.append(
            DraftNode(name: name, stage: nil, kind: .join(plan), inputs: inputs, outputs: outputs, site: site))
        for (port, branch) in branches.enumerated() {
            for edge in branch { connect(edge, to: nodes.count - 1, port: port) }
        }
        return nodes.count - 1
    }

    /// With `for_each`, a stream may reach one input and miss another.
    private func reportMissing(_ stream: Int?, _ feeds: [(port: Int, edges: [DraftEdge])], _ stage: DraftStage) {
        guard let stream, let manifest = stage.manifest, !log.hasErrors else { return }
        for feed in feeds where feed.edges.isEmpty && !manifest.inputs[feed.port].optional {
            log.error(
                "missing-input",
                "the input '\(manifest.inputs[feed.port].name)' of stage '\(stage.name)' gets nothing of the stream '\(streams[stream].name)'",
                remedy: "let that stream reach it, or remove 'for_each: streams'",
                at: stage.declaration.from?.site ?? stage.declaration.site)
        }
    }
}
