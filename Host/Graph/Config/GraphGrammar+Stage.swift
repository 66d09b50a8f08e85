import HostCore

extension GraphGrammar {
    mutating func stage(_ entry: GraphEntry) -> StageDeclaration {
        let section = GrammarSection("stage '\(entry.key)'", entry.value, keys: GrammarKeys.stage, log: log)
        var stage = StageDeclaration(name: entry.key, site: entry.site.naming(stage: entry.key))
        stage.use = section.text("use")
        if section.entry("use") == nil {
            log.error(
                "missing-use", "the stage '\(entry.key)' does not say which stage it uses",
                remedy: "write 'use: STAGE'; 'sluice plugins' lists them", at: entry.site)
        }
        readFrom(section, into: &stage)
        stage.with = settings(section)
        stage.queue = section.entry("queue").flatMap { queue($0.value, section) }
        stage.instances = section.whole("instances", 1...256)
        stage.onError = section.choice("on_error", NodePlan.ErrorPolicy.self)?.value ?? .skip
        stage.forEach = section.word("for_each", [GraphPath.allStreams]) != nil
        stage.fuse = section.flag("fuse")
        stage.thread = section.choice("threads", NodePlan.ThreadChoice.self)?.value
        stage.sync = sync(section)
        stage.isolation = isolation(section)
        stage.group = section.text("group")
        checkGroup(stage)
        return stage
    }

    private func checkGroup(_ stage: StageDeclaration) {
        guard let group = stage.group, stage.isolation?.isProcess != true else { return }
        log.error(
            "group-without-process", "group: of stage '\(stage.name)' means nothing without a worker process",
            remedy: "write 'isolation: process' beside it, or remove it", at: group.site)
    }

    private func settings(_ section: GrammarSection) -> GraphNode? {
        guard let node = section.entry("with")?.value else { return nil }
        if node.entries == nil {
            section.wrongType("with", node, "a mapping", remedy: "write 'with: {KEY: VALUE}'")
            return nil
        }
        return node
    }

    func sync(_ section: GrammarSection) -> SyncDeclaration {
        let sync = SyncDeclaration(
            sync: section.choice("sync", JoinPlan.Sync.self), within_ns: section.duration("within"),
            wait_ns: section.duration("wait"))
        if let within = sync.within_ns, sync.sync?.value != .time {
            log.error(
                "within-without-time", "within: of \(section.title) is for pairing by capture time",
                remedy: "write 'sync: time' beside it, or remove it", at: within.site)
        }
        return sync
    }

    private func queue(_ node: GraphNode, _ stage: GrammarSection) -> QueueDeclaration? {
        var queue = QueueDeclaration(site: node.site, policySite: node.site)
        if let scalar = node.scalar {
            if case .string = scalar.coreValue {
                guard let policy = stage.word(node, "queue", ["block", "drop-oldest", "drop-newest"]) else {
                    return nil
                }
                queue.policy = Self.policy(policy.value)
            } else {
                queue.capacity = stage.whole(node, "queue", 1...65536)?.value
            }
            return queue
        }
        let section = GrammarSection("queue: of \(stage.title)", node, keys: GrammarKeys.queue, log: log)
        queue.capacity = section.whole("capacity", 1...65536)?.value
        let policy = section.word("policy", ["block", "drop-oldest", "drop-newest", "deadline"])
        let deadline = section.duration("deadline")
        queue.policySite = policy?.site ?? node.site
        queue.policy = policy.flatMap { Self.policy($0.value) }
        if policy?.value == "deadline" {
            if let deadline {
                queue.policy = .deadline(ms: max(1, deadline.value / 1_000_000))
            } else if section.entry("deadline") == nil {
                log.error(
                    "missing-deadline", "the policy 'deadline' of \(stage.title) needs a time",
                    remedy: "write 'deadline: 200ms' beside it", at: queue.policySite)
            }
        } else if let deadline {
            log.error(
                "deadline-without-policy", "deadline: of \(stage.title) is for the policy of that name",
                remedy: "write 'policy: deadline' beside it, or remove it", at: deadline.site)
        }
        return queue
    }

    private static func policy(_ word: String) -> QueuePlan.Policy? {
        switch word {
        case "block": .block
        case "drop-oldest": .dropOldest
        case "drop-newest": .dropNewest
        default: nil
        }
    }
}
