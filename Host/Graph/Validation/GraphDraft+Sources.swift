import HostCore

extension GraphDraft {
    /// Finds what each `from:` names, and the inputs that get nothing.
    mutating func findSources() {
        var names: [String: DraftReference.Target] = [:]
        for (index, stage) in stages.enumerated() { names[stage.name] = .stage(index, port: nil) }
        for (index, stream) in streams.enumerated() { names[stream.name] = .stream(index) }
        for index in stages.indices {
            findInputs(of: index, names)
            reportMissingInputs(of: index)
            checkPairing(of: index)
        }
    }

    private mutating func findInputs(of index: Int, _ names: [String: DraftReference.Target]) {
        let declaration = stages[index].declaration
        stages[index].isBroken = declaration.isFromBroken
        guard let from = declaration.from else {
            if declaration.forEach, !declaration.isFromBroken { takeOwnStreams(index) }
            return
        }
        if let manifest = stages[index].manifest, manifest.inputs.isEmpty {
            log.error(
                "source-with-input", "the stage '\(declaration.name)' is a source and takes nothing",
                remedy: "remove from:", at: from.site)
            stages[index].isBroken = true
            return
        }
        for (port, source) in from.ports {
            var references: [DraftReference] = []
            for text in source.references {
                let found = find(text, names)
                if found.isEmpty { stages[index].isBroken = true }
                references += found
            }
            guard let number = portNumber(port, of: index) else { continue }
            stages[index].inputs.append(
                DraftInput(
                    port: stages[index].manifest == nil ? nil : number, references: references, join: source.join,
                    site: source.site))
        }
    }

    /// A `for_each` stage without `from:` takes its own stream.
    private mutating func takeOwnStreams(_ index: Int) {
        guard let manifest = stages[index].manifest, !manifest.inputs.isEmpty else { return }
        let site = stages[index].declaration.site
        if streams.isEmpty {
            log.error(
                "no-streams", "'for_each: streams' makes nothing: there are no streams",
                remedy: "write them under 'streams:'", at: site)
        }
        let references = streams.indices.map {
            DraftReference(target: .stream($0), text: streams[$0].name, site: site)
        }
        stages[index].inputs = [DraftInput(port: 0, references: references, join: nil, site: site)]
    }

    private mutating func portNumber(_ port: Located<String>?, of index: Int) -> Int? {
        guard let port, let manifest = stages[index].manifest else { return 0 }
        if let number = manifest.inputs.firstIndex(where: { $0.name == port.value }) { return number }
        stages[index].isBroken = true
        let names = manifest.inputs.map(\.name)
        log.error(
            "unknown-port", "the stage '\(stages[index].name)' has no input '\(GraphScalar.shortened(port.value))'",
            remedy: Nearest.remedy(port.value, among: names) ?? "", at: port.site)
        return nil
    }

    /// The targets of one name; none, after a finding, when there is no such thing.
    private func find(_ text: Located<String>, _ names: [String: DraftReference.Target]) -> [DraftReference] {
        let parts = text.value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let port = parts.count > 1 ? parts[1] : nil
        if parts[0] == GraphPath.allStreams, port == nil {
            if streams.isEmpty { unknown(text, "there are no streams", remedy: "write them under 'streams:'") }
            return streams.indices.map {
                DraftReference(target: .stream($0), text: streams[$0].name, site: text.site)
            }
        }
        switch names[parts[0]] {
        case .stream(let index):
            if let port {
                unknown(text, "a stream has no outputs such as '\(port)'", remedy: "write '\(parts[0])'")
                return []
            }
            return [DraftReference(target: .stream(index), text: text.value, site: text.site)]
        case .stage(let index, _):
            return output(port, of: index, text)
        case nil:
            reportUnknown(text, parts[0], Array(names.keys).sorted())
            return []
        }
    }

    private func unknown(_ text: Located<String>, _ message: String, remedy: String) {
        log.error("unknown-source", message, remedy: remedy, at: text.site)
    }

    private func reportUnknown(_ text: Located<String>, _ name: String, _ names: [String]) {
        if config.brokenNames.contains(name) { return }
        let shown = GraphScalar.shortened(name)
        if let user = stages.first(where: { $0.declaration.use?.value == name || $0.manifest?.shortName == name }) {
            unknown(text, "there is no stream or stage '\(shown)'", remedy: "write '\(user.name)', which uses it")
        } else {
            unknown(
                text, "there is no stream or stage '\(shown)'",
                remedy: Nearest.remedy(name, among: names) ?? "write it under 'streams:' or 'stages:'")
        }
    }

    private func output(_ port: String?, of index: Int, _ text: Located<String>) -> [DraftReference] {
        guard let manifest = stages[index].manifest else {
            return [DraftReference(target: .stage(index, port: nil), text: text.value, site: text.site)]
        }
        let names = manifest.outputs.map(\.name)
        guard let first = names.first else {
            log.error(
                "no-output", "the stage '\(stages[index].name)' gives nothing: it is a sink",
                remedy: "take from what feeds it", at: text.site)
            return []
        }
        guard let number = names.firstIndex(of: port ?? first) else {
            let full = names.map { "\(stages[index].name).\($0)" }
            log.error(
                "unknown-port", "the stage '\(stages[index].name)' has no output '\(port ?? "")'",
                remedy: Nearest.remedy(text.value, among: full) ?? "", at: text.site)
            return []
        }
        return [DraftReference(target: .stage(index, port: number), text: text.value, site: text.site)]
    }

    private func reportMissingInputs(of index: Int) {
        let stage = stages[index]
        guard let manifest = stage.manifest, !stage.isBroken else { return }
        let missing = manifest.inputs.indices.filter { port in
            !manifest.inputs[port].optional && !stage.inputs.contains { $0.port == port }
        }
        guard let first = missing.first else { return }
        if stage.declaration.from == nil {
            log.error(
                "missing-input",
                "the stage '\(stage.name)' takes \(manifest.inputs[first].contentText) and gets nothing",
                remedy: "write 'from: NAME' of a stream or stage", at: stage.declaration.site)
            return
        }
        let ports = manifest.inputs.map { "\($0.name): …" }.joined(separator: ", ")
        for port in missing {
            log.error(
                "missing-input",
                "the input '\(manifest.inputs[port].name)' of stage '\(stage.name)' gets nothing",
                remedy: "write 'from: {\(ports)}'", at: stage.declaration.from?.site ?? stage.declaration.site)
        }
    }

    private func checkPairing(of index: Int) {
        let stage = stages[index]
        let sync = stage.declaration.sync
        guard !sync.isEmpty, !stage.isBroken, stage.inputs.count < 2, !stage.inputs.contains(where: { $0.join != nil })
        else { return }
        let site = sync.sync?.site ?? sync.wait_ns?.site ?? sync.within_ns?.site ?? stage.declaration.site
        log.error(
            "nothing-to-pair", "the stage '\(stage.name)' has one input, so there is nothing to pair",
            remedy: "remove sync:, within: and wait:, or write 'from: {join: [a, b]}'", at: site)
    }
}
