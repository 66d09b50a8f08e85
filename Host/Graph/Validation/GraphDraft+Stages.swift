import HostCore

extension GraphDraft {
    /// Looks up what each stage uses.
    mutating func findStages() {
        for index in stages.indices {
            guard let use = stages[index].declaration.use else { continue }
            stages[index].entry = find(use, for: stages[index].name)
            takeDefault(index)
            if let by = stages[index].declaration.isolation?.by {
                stages[index].successor = find(by, for: stages[index].name)
                checkSuccessor(index, by)
            }
        }
    }

    /// A stage that says nothing of isolation runs as its plugin folder says.
    private mutating func takeDefault(_ index: Int) {
        guard stages[index].declaration.isolation == nil, let library = stages[index].entry?.library else { return }
        stages[index].declaration.isolation = config.pluginDefaults.last { $0.covers(library) }?.isolation
    }

    /// What takes a stage's place must fit where it stood; an output that it does not have gives nothing any more.
    private func checkSuccessor(_ index: Int, _ by: Located<String>) {
        guard let old = stages[index].manifest, let new = stages[index].successor?.manifest else { return }
        guard
            old.inputs.count != new.inputs.count || old.outputs.count < new.outputs.count
                || !zip(old.outputs, new.outputs).allSatisfy({ Self.canStand($1, for: $0, new, old) })
        else { return }
        log.error(
            "unlike-successor",
            "the stage '\(by.value)' cannot take the place of '\(stages[index].name)': its inputs and outputs are others",
            remedy:
                "choose a stage with \(old.inputs.count) inputs and at most \(old.outputs.count) outputs of the same kinds",
            at: by.site)
    }

    private static func canStand(
        _ new: PortManifest, for old: PortManifest, _ newStage: StageManifest, _ oldStage: StageManifest
    ) -> Bool {
        if new.content == old.content { return true }
        if case .any = new.content { return true }
        // A port that gives what comes in stands for one that gives the kind that comes in.
        guard case .same(let input) = new.content,
            let position = newStage.inputs.firstIndex(where: { $0.name == input }),
            oldStage.inputs.indices.contains(position)
        else { return false }
        if case .same(let name) = old.content { return oldStage.inputs[position].name == name }
        return oldStage.inputs[position].content == old.content
    }

    private func find(_ use: Located<String>, for name: String) -> StageCatalogue.Entry? {
        switch catalogue.find(use.value) {
        case .found(let entry):
            return entry
        case .ambiguous(let entries):
            ambiguous(use, entries)
        case .otherVersions(let entries):
            let majors = Set(entries.map { "\(use.value.prefix { $0 != "@" })@\($0.manifest.majorVersion)" }).sorted()
            log.error(
                "unknown-version", "there is no '\(use.value)'",
                remedy: Nearest.list(majors).map { "write one of \($0)" } ?? "", at: use.site)
        case .failed(let failure):
            log.error(
                "unloadable-stage",
                "the stage '\(use.value)' is in '\(failure.library)', which \(failure.reason)", at: use.site)
        case .unknown:
            let remedy = Nearest.name(to: use.value, among: catalogue.names).map { "write '\($0)'" }
            log.error(
                "unknown-stage", "there is no stage '\(GraphScalar.shortened(use.value))'",
                remedy: remedy ?? "'sluice plugins' lists those there are; plugins: names folders with more",
                at: use.site)
        }
        return nil
    }

    private func ambiguous(_ use: Located<String>, _ entries: [StageCatalogue.Entry]) {
        let ids = Set(entries.map(\.manifest.id)).sorted()
        let majors = Set(entries.map(\.manifest.majorVersion)).sorted()
        let remedy: String
        if ids.count > 1 {
            remedy = "write the full id: \(ids.joined(separator: " or "))"
        } else if majors.count > 1 {
            remedy = "pin the version: " + majors.map { "\(use.value)@\($0)" }.joined(separator: " or ")
        } else {
            remedy = "remove one of the files"
        }
        let libraries = entries.map { "'\($0.library)'" }.joined(separator: " and ")
        log.error("ambiguous-stage", "'\(use.value)' is in \(libraries)", remedy: remedy, at: use.site)
    }

    /// Checks the settings of each stage against its schema, and completes them.
    mutating func checkSettings() {
        for index in stages.indices {
            guard let manifest = stages[index].manifest else { continue }
            let declaration = stages[index].declaration
            let validator = SchemaValidator(
                files: files, log: log, owner: "stage '\(declaration.name)'", defaultSite: declaration.site)
            stages[index].settings = validator.settings(declaration.with, schema: manifest.configuration)
            if let successor = stages[index].successor {
                stages[index].successorSettings = validator.settings(
                    declaration.isolation?.with, schema: successor.manifest.configuration)
            }
        }
    }

    /// Checks what instances, threads and isolation allow.
    mutating func checkParallelism() {
        for stage in stages {
            checkIsolation(stage)
            guard let manifest = stage.manifest, let instances = stage.declaration.instances, instances.value > 1 else {
                continue
            }
            if manifest.state == .graph {
                log.error(
                    "too-many-instances",
                    "the stage '\(stage.name)' remembers things across streams (state: graph), so there can be one only",
                    remedy: "write 'instances: 1', or 'for_each: streams' for one a stream", at: instances.site)
            }
            if manifest.inputs.isEmpty {
                log.error(
                    "too-many-instances", "the stage '\(stage.name)' is a source, so there can be one only",
                    remedy: "write 'instances: 1'", at: instances.site)
            }
        }
    }

    /// A graph that asks for protection must not run without it.
    private func checkIsolation(_ stage: DraftStage) {
        guard !hasWorkers, let isolation = stage.declaration.isolation, isolation.isProcess else { return }
        log.error(
            "no-workers",
            "the stage '\(stage.name)' asks for a worker process, and the program sluice-worker is not beside sluice",
            remedy:
                "install Sluice again, or remove 'isolation: process' and know that a crash of the stage ends the run",
            at: isolation.site)
    }

    /// Warns of streams that nobody takes and of stages whose results nobody takes.
    mutating func checkUse() {
        // Where names are wrong, what seems unused may be meant by one of them.
        guard !log.hasErrors else { return }
        var streamsUsed: Set<Int> = []
        var stagesUsed: Set<Int> = []
        for reference in stages.flatMap(\.inputs).flatMap(\.references) {
            switch reference.target {
            case .stream(let index): streamsUsed.insert(index)
            case .stage(let index, _): stagesUsed.insert(index)
            }
        }
        for (index, stream) in streams.enumerated() where !streamsUsed.contains(index) {
            log.warning(
                "unused-stream", "no stage takes the stream '\(stream.name)'",
                remedy: "write 'from: \(stream.name)' in a stage, or remove it", at: stream.site)
        }
        for (index, stage) in stages.enumerated() where !stagesUsed.contains(index) {
            guard let outputs = stage.manifest?.outputs, !outputs.isEmpty, !outputs.contains(where: \.optional) else {
                continue
            }
            log.warning(
                "unused-result", "no stage takes what '\(stage.name)' gives",
                remedy: "write 'from: \(stage.name)' in a stage, or remove it", at: stage.declaration.site)
        }
    }
}
