import HostCore

extension GraphDraft {
    /// Finds what kind of item each port carries, and checks each edge against it.
    mutating func checkKinds() {
        let incoming = edgesByConsumer()
        for node in nodes.indices {
            for edge in incoming[node] { checkKind(edge) }
            for port in nodes[node].inputs.indices {
                nodes[node].inputKinds[port] = inputKind(node, port, incoming[node])
            }
            for port in nodes[node].outputs.indices {
                nodes[node].outputKinds[port] = outputKind(node, port)
            }
        }
    }

    /// The numbers of the edges into each node.
    func edgesByConsumer() -> [[Int]] {
        var incoming: [[Int]] = Array(repeating: [], count: nodes.count)
        for (index, edge) in edges.enumerated() { incoming[edge.to].append(index) }
        return incoming
    }

    private func inputKind(_ node: Int, _ port: Int, _ incoming: [Int]) -> ItemKind? {
        if case .items(let kind) = nodes[node].inputs[port].content { return kind }
        let kinds = Set(incoming.filter { edges[$0].port == port }.map { edges[$0].kind })
        return kinds.count == 1 ? kinds.first.flatMap { $0 } : nil
    }

    private func outputKind(_ node: Int, _ port: Int) -> ItemKind? {
        switch nodes[node].outputs[port].content {
        case .items(let kind): kind
        case .any: nil
        case .same: nodes[node].input(behind: port).flatMap { nodes[node].inputKinds[$0] }
        }
    }

    private mutating func checkKind(_ index: Int) {
        let edge = edges[index]
        let given: ItemKind?
        switch edge.from {
        case .stream: given = .frame
        case .node(let node, let port): given = nodes[node].outputKinds[port]
        }
        edges[index].kind = given
        guard case .items(let wanted) = nodes[edge.to].inputs[edge.port].content else { return }
        guard let given else { return }
        if given != wanted {
            reportKinds(edge)
            edges[index].isBroken = true
        } else if wanted == .packet {
            checkCodecs(index)
        }
    }

    private mutating func checkCodecs(_ index: Int) {
        guard case .node(let node, let port) = edges[index].from else { return }
        let given = declared(node, port)?.codecs ?? []
        let wanted = nodes[edges[index].to].inputs[edges[index].port].codecs
        guard !given.isEmpty, !wanted.isEmpty, Set(given).isDisjoint(with: wanted) else { return }
        reportKinds(edges[index])
        edges[index].isBroken = true
    }

    /// The output that an output takes after, through stages that pass things on; `nil` when that is a stream.
    func declared(_ node: Int, _ port: Int) -> PortManifest? {
        var node = node
        var port = port
        for _ in nodes.indices {
            guard let input = nodes[node].input(behind: port) else { return nodes[node].outputs[port] }
            guard let edge = edges.first(where: { $0.to == node && $0.port == input }),
                case .node(let before, let output) = edge.from
            else { return nil }
            (node, port) = (before, output)
        }
        return nil
    }

    /// What the producer of an edge gives, in words.
    func givenText(_ edge: DraftEdge) -> String {
        switch edge.from {
        case .stream: return "frames"
        case .node(let node, let port):
            let own = nodes[node].outputs[port]
            guard case .same = own.content else { return own.contentText }
            return declared(node, port)?.contentText ?? nodes[node].outputKinds[port].map { "\($0)s" } ?? "anything"
        }
    }

    /// What an edge leads to: the stage and, where it has several, the input.
    func consumerText(_ edge: DraftEdge) -> String {
        let node = nodes[edge.to]
        let name = node.stage.map { stages[$0].name } ?? node.name
        return node.inputs.count > 1 ? "the input '\(node.inputs[edge.port].name)' of '\(name)'" : "'\(name)'"
    }

    /// What an edge comes from, as the graph file names it.
    func producerText(_ edge: DraftEdge) -> String {
        switch edge.from {
        case .stream(let index): "'\(streams[index].name)'"
        case .node(let node, let port):
            edge.text.isEmpty ? "'\(nodes[node].name).\(nodes[node].outputs[port].name)'" : "'\(edge.text)'"
        }
    }

    private func reportKinds(_ edge: DraftEdge) {
        let wanted = nodes[edge.to].inputs[edge.port]
        var remedy = "take from a stage that gives \(wanted.contentText)"
        if case .node(let node, _) = edge.from, let stage = nodes[node].stage,
            wanted.content != edge.kind.map({ .items($0) })
        {
            let fitting = nodes[node].outputs.indices.first { port in
                wanted.content == .items(nodes[node].outputKinds[port] ?? ItemKind(rawValue: 0))
            }
            if let fitting { remedy = "write '\(stages[stage].name).\(nodes[node].outputs[fitting].name)'" }
        }
        log.error(
            "type-mismatch",
            "\(producerText(edge)) gives \(givenText(edge)), and \(consumerText(edge)) takes \(wanted.contentText)",
            remedy: remedy, at: edge.site)
    }
}
