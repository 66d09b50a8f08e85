import HostCore

extension GraphDraft {
    private static let converter = "io.sluice.convert"

    /// Chooses pixel formats and inserts conversions where producers and consumers do not meet.
    mutating func agreeFormats() {
        var choice = FormatChoice()
        let variables = makeVariables(&choice)
        choice.solve()
        for (index, variable) in variables.streams.enumerated() { streamFormats[index] = choice.format(variable) }
        for node in nodes.indices {
            for (port, variable) in variables.inputs[node].enumerated() {
                nodes[node].inputFormats[port] = variable.map(choice.format)
            }
            for (port, variable) in variables.outputs[node].enumerated() {
                nodes[node].outputFormats[port] = variable.map(choice.format)
            }
        }
        insertConversions()
        sortNodes()
        noteFreeFormats()
    }

    /// A port that takes any format and gets one only is said to get that one.
    private mutating func noteFreeFormats() {
        for (node, incoming) in edgesByConsumer().enumerated() {
            for port in nodes[node].inputs.indices where nodes[node].inputFormats[port] == nil {
                let formats = Set(incoming.filter { edges[$0].port == port }.map { edges[$0].format })
                if formats.count == 1 { nodes[node].inputFormats[port] = formats.first.flatMap { $0 } }
            }
        }
    }

    private typealias Variables = (streams: [Int], inputs: [[Int?]], outputs: [[Int?]])

    private func makeVariables(_ choice: inout FormatChoice) -> Variables {
        let sourceFormats = PixelFormat.all.filter { ConversionCost.ofSource($0) != nil }
        let streamVariables = streams.map { stream in
            let formats = stream.format.map { [$0] } ?? sourceFormats
            return choice.add(formats, costs: formats.map { ConversionCost.ofSource($0) ?? 0 })
        }
        var variables: Variables = (streamVariables, [], [])
        let incoming = edgesByConsumer()
        for node in nodes.indices {
            variables.inputs.append(
                nodes[node].inputs.indices.map { port in
                    guard nodes[node].inputKinds[port] == .frame, needsOneFormat(node, port) else { return nil }
                    return add(nodes[node].inputs[port].formats, to: &choice)
                })
            variables.outputs.append(
                nodes[node].outputs.indices.map { addOutput(node, $0, variables.inputs[node], &choice) })
            for edge in incoming[node].map({ edges[$0] }) where !edge.isBroken {
                guard let to = variables.inputs[node][edge.port], let from = variable(behind: edge, variables) else {
                    continue
                }
                choice.link(from, to)
                if nodes[node].outputs.indices.contains(where: { nodes[node].input(behind: $0) == edge.port }) {
                    choice.variables[to].isPassedOn = true
                }
            }
        }
        return variables
    }

    /// Whether a port must get all frames in one format: not when it takes any and passes nothing on.
    private func needsOneFormat(_ node: Int, _ port: Int) -> Bool {
        nodes[node].inputs[port].content != .any
            || nodes[node].outputs.indices.contains { nodes[node].input(behind: $0) == port }
    }

    private func variable(behind edge: DraftEdge, _ variables: Variables) -> Int? {
        switch edge.from {
        case .stream(let index): variables.streams[index]
        case .node(let node, let port): variables.outputs[node][port]
        }
    }

    private func add(_ formats: [PixelFormat], to choice: inout FormatChoice) -> Int {
        if formats.isEmpty { return choice.add(PixelFormat.all, costs: PixelFormat.all.map { _ in 0 }) }
        let costs = formats.enumerated().map { place, format in
            place * ConversionCost.preference + (place > 0 && format == .gray8 ? ConversionCost.unwantedGray : 0)
        }
        return choice.add(formats, costs: costs)
    }

    /// An output that takes after an input is that input's variable.
    private func addOutput(_ node: Int, _ port: Int, _ inputs: [Int?], _ choice: inout FormatChoice) -> Int? {
        guard nodes[node].outputKinds[port] == .frame else { return nil }
        if let input = nodes[node].input(behind: port) { return inputs[input] }
        var formats = nodes[node].outputs[port].formats
        // A stage whose settings name its output format gives that one.
        if let name = nodes[node].configuration["format"]?.stringValue, let format = PixelFormat(name: name),
            formats.contains(format)
        {
            formats = [format]
        }
        return add(formats, to: &choice)
    }

    private mutating func insertConversions() {
        struct Key: Hashable {
            let from: EdgePlan.Source
            let format: PixelFormat
        }
        var made: [Key: Int] = [:]
        for index in edges.indices where edges[index].kind == .frame && !edges[index].isBroken {
            let edge = edges[index]
            let given = format(of: edge.from)
            let wanted = nodes[edge.to].inputFormats[edge.port]
            edges[index].format = wanted ?? given
            guard let given, let wanted, given != wanted else { continue }
            if ConversionCost.isView(given, wanted) {
                edges[index].lumaView = true
                continue
            }
            let key = Key(from: edge.from, format: wanted)
            if made[key] == nil { made[key] = insertConversion(edge, from: given, to: wanted) }
            guard let node = made[key] else { continue }
            edges[index].from = .node(node, port: 0)
        }
    }

    private func format(of source: EdgePlan.Source) -> PixelFormat? {
        switch source {
        case .stream(let index): streamFormats[index]
        case .node(let node, let port): nodes[node].outputFormats[port]
        }
    }

    private mutating func insertConversion(_ edge: DraftEdge, from: PixelFormat, to: PixelFormat) -> Int? {
        guard let entry = converter(from, to) else {
            let wanted = nodes[edge.to].inputs[edge.port].contentText
            log.error(
                "no-conversion",
                "\(producerText(edge)) gives \(givenText(edge)) (here \(from)), \(consumerText(edge)) takes \(wanted), and the stage 'convert' that could stand between is not there",
                remedy:
                    "add the plugin 'convert' to a folder under plugins:, or take from a stage that gives \(wanted)",
                at: edge.site)
            return nil
        }
        var number = 1
        while names.contains("convert-\(number)") { number += 1 }
        let name = "convert-\(number)"
        names.insert(name)
        let text = GraphNode(content: .scalar(GraphScalar(text: to.description, isPlain: false)), site: edge.site)
        let settings = GraphNode(
            content: .mapping([GraphEntry(key: "format", site: edge.site, value: text)]), site: edge.site)
        let validator = SchemaValidator(
            files: files, log: log, owner: "the added stage '\(name)'", defaultSite: edge.site)
        var node = DraftNode(
            name: name, stage: nil, kind: .stage(entry), inputs: entry.manifest.inputs, outputs: entry.manifest.outputs,
            configuration: validator.settings(settings, schema: entry.manifest.configuration), site: edge.site)
        node.inputKinds[0] = .frame
        node.outputKinds[0] = .frame
        node.inputFormats[0] = from
        node.outputFormats[0] = to
        nodes.append(node)
        var feed = DraftEdge(
            from: edge.from, to: nodes.count - 1, port: 0, site: edge.site, consumer: nil, text: edge.text)
        feed.kind = .frame
        feed.format = from
        edges.append(feed)
        return nodes.count - 1
    }

    private func converter(_ from: PixelFormat, _ to: PixelFormat) -> StageCatalogue.Entry? {
        guard case .found(let entry) = catalogue.find(Self.converter), let input = entry.manifest.inputs.first,
            let output = entry.manifest.outputs.first
        else { return nil }
        let takes = input.formats.isEmpty || input.formats.contains(from)
        let gives = output.formats.isEmpty || output.formats.contains(to)
        return takes && gives ? entry : nil
    }

    /// Puts each node behind those that feed it, conversions right in front of who needs them.
    private mutating func sortNodes() {
        let incoming = edgesByConsumer()
        var place = [Int](repeating: -1, count: nodes.count)
        var sorted: [Int] = []
        for root in nodes.indices where place[root] < 0 {
            var path = [root]
            while let node = path.last {
                let open = incoming[node].compactMap { producer(of: $0) }.first { place[$0] < 0 }
                if let open, !path.contains(open) {
                    path.append(open)
                } else {
                    path.removeLast()
                    if place[node] < 0 {
                        place[node] = sorted.count
                        sorted.append(node)
                    }
                }
            }
        }
        nodes = sorted.map { nodes[$0] }
        for index in edges.indices {
            edges[index].to = place[edges[index].to]
            if case .node(let node, let port) = edges[index].from { edges[index].from = .node(place[node], port: port) }
        }
        edges = edges.enumerated().sorted {
            ($0.element.to, $0.element.port, $0.offset) < ($1.element.to, $1.element.port, $1.offset)
        }.map(\.element)
    }

    func producer(of edge: Int) -> Int? {
        if case .node(let node, _) = edges[edge].from { node } else { nil }
    }
}
