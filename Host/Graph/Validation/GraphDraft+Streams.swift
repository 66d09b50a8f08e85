import HostCore

extension GraphDraft {
    /// Finds which streams reach each stage, and checks what that means for lists, joins and `for_each`.
    mutating func traceStreams() {
        for index in order {
            for input in stages[index].inputs {
                for reference in input.references { stages[index].origins.formUnion(origins(of: reference)) }
            }
            if stages[index].manifest?.inputs.isEmpty ?? false { stages[index].origins = [streams.count + index] }
            for input in stages[index].inputs { checkList(input, of: stages[index]) }
            checkPorts(of: stages[index])
            if stages[index].declaration.forEach { multiply(index) }
        }
    }

    func origins(of reference: DraftReference) -> Set<Int> {
        switch reference.target {
        case .stream(let index): [index]
        case .stage(let index, _): stages[index].origins
        }
    }

    /// The name of a stream or of a source stage.
    func originName(_ origin: Int) -> String {
        origin < streams.count ? streams[origin].name : stages[origin - streams.count].name
    }

    private func checkList(_ input: DraftInput, of stage: DraftStage) {
        if input.join != nil {
            let sync = input.join?.sync ?? stage.declaration.sync.sync
            if sync?.value ?? .lineage == .lineage {
                checkLineage(input.references.map { [$0] }, of: stage, input.site)
            }
            return
        }
        var carriers: [Int: DraftReference] = [:]
        for reference in input.references {
            for origin in origins(of: reference).sorted() {
                if let other = carriers[origin] {
                    reportBranches(other, reference, origin, stage)
                    return
                }
                carriers[origin] = reference
            }
        }
    }

    private func reportBranches(_ a: DraftReference, _ b: DraftReference, _ origin: Int, _ stage: DraftStage) {
        var remedy = "write 'from: {join: [\(a.text), \(b.text)]}' to pair them"
        if let inputs = stage.manifest?.inputs, inputs.count >= 2 {
            remedy += ", or name the inputs: 'from: {\(inputs[0].name): \(a.text), \(inputs[1].name): \(b.text)}'"
        }
        log.error(
            "branches-in-list",
            "'\(a.text)' and '\(b.text)' both carry the stream '\(originName(origin))', and a list merges different streams",
            remedy: remedy, at: b.site)
    }

    private func checkPorts(of stage: DraftStage) {
        let connected = stage.inputs.filter { !$0.references.isEmpty }
        guard connected.count >= 2, stage.declaration.sync.sync?.value ?? .lineage == .lineage else { return }
        checkLineage(connected.map(\.references), of: stage, stage.declaration.from?.site ?? stage.declaration.site)
    }

    /// All branches that are paired by captured frame must carry the same streams.
    private func checkLineage(_ branches: [[DraftReference]], of stage: DraftStage, _ site: Site) {
        guard !stage.isBroken, !branches.flatMap({ $0 }).contains(where: isBroken) else { return }
        let carried = branches.map { $0.reduce(into: Set<Int>()) { $0.formUnion(origins(of: $1)) } }
        let all = carried.reduce(into: Set<Int>()) { $0.formUnion($1) }
        for (branch, origins) in zip(branches, carried) {
            guard let missing = all.subtracting(origins).min(), let first = branch.first else { continue }
            log.error(
                "unpaired-branch",
                "'\(first.text)' does not carry the stream '\(originName(missing))', so its items have no partner there",
                remedy:
                    "take all branches from the same streams, or write 'sync: time' or 'sync: none' in '\(stage.name)'",
                at: first.site)
            return
        }
    }

    private func isBroken(_ reference: DraftReference) -> Bool {
        guard case .stage(let index, _) = reference.target else { return false }
        return stages[index].isBroken || stages[index].entry == nil
    }

    private mutating func multiply(_ index: Int) {
        let stage = stages[index]
        for reference in stage.inputs.flatMap(\.references) {
            guard case .stage(let feed, _) = reference.target, !stages[feed].declaration.forEach,
                stages[feed].origins.count > 1
            else { continue }
            log.error(
                "for-each-after-merge",
                "'\(stage.name)' is made for each stream, and '\(reference.text)' carries \(stages[feed].origins.count) streams at once",
                remedy: "write 'for_each: streams' in '\(stages[feed].name)' too, or remove it here", at: reference.site
            )
        }
        if let origin = stage.origins.first(where: { $0 >= streams.count }) {
            log.error(
                "for-each-after-source",
                "'\(stage.name)' is made for each stream, and '\(originName(origin))' is a source stage, not a stream",
                remedy: "remove 'for_each: streams' here", at: stage.declaration.site)
        }
        stages[index].instanceStreams = stage.origins.filter { $0 < streams.count }.sorted()
    }
}
