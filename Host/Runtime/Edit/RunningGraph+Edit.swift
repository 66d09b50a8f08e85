import HostCore
import HostGraph

extension RunningGraph {
    /// Makes the running graph another one: what is the same goes on undisturbed with its state, its queues and its
    /// sources; what differs is made beside it and takes its place between two items. Control thread, while it runs.
    ///
    /// Streams that are new get a ``StreamFeed`` in ``feeds``, which are then in the order of the new plan; the caller ends
    /// the sources of those that are gone. The old stages are kept until ``judgeEdit()`` has come to a verdict.
    /// - Parameters:
    ///   - plan: What it shall be.
    ///   - changedLibraries: Paths of plugins whose files are not those that run.
    ///   - renewed: Names of nodes that are to be made anew although nothing about them changes.
    ///   - open: The loader's part, for stages that are new.
    /// - Returns: What has changed.
    /// - Throws: Why nothing has: a new stage's refusal, a state that is not taken over, a thread that is too busy.
    @discardableResult
    public func edit(
        to plan: ValidatedGraph, changedLibraries: Set<String> = [], renewed: Set<String> = [], open: OpenStage
    ) throws(HostError) -> GraphDifference {
        guard !isClosed, completion.failure == nil, !isDone else {
            throw HostError(.state, "the graph has ended and cannot be changed; run it anew")
        }
        let difference = GraphDifference(
            from: self.plan, to: plan, changedLibraries: changedLibraries, renewed: renewed)
        if difference.isEmpty { return difference }
        let before = self.plan
        if let trial { settle(trial) }
        let edit = try GraphEdit(self, to: plan, difference, open: open)
        try edit.make()
        try tune(difference)
        trial = Trial(
            plan: before, nodes: edit.entering.sorted { $0 < $1 }, since_ns: options.clock.now_ns,
            endsSources: !difference.endingStreams.isEmpty)
        return difference
    }

    /// Gives stages that go on the new values of live settings.
    private func tune(_ difference: GraphDifference) throws(HostError) {
        for (index, fate) in difference.nodes.enumerated() {
            guard case .isTuned(_, let keys) = fate else { continue }
            let node = plan.nodes[index]
            let values = keys.map { key in (key, Self.value(at: key, in: node.configuration)) }
            try set(stage: node.name, JSONObject(values))
        }
    }

    private static func value(at path: String, in configuration: JSONValue) -> JSONValue {
        path.split(separator: ".").reduce(configuration) { $0[String($1)] ?? .null }
    }

    /// Puts an edit's structures in force. Under the lock, with the threads concerned at rest.
    /// - Returns: Threads that are to be started.
    func adopt(_ edit: GraphEdit, _ parked: ParkedThreads) -> [Worker] {
        for (index, nodes) in edit.replaced { outgoing.spare[edit.new.plan.nodes[index].name] = nodes }
        outgoing.leaving += edit.leaving
        var feeds: [StreamFeed] = []
        for (index, known) in edit.difference.streams.enumerated() {
            feeds.append(known.map { self.feeds[$0] } ?? makeFeed(edit.new.plan.streams[index], edit.new))
        }
        for index in edit.difference.endingStreams {
            self.feeds[index].refuse()
            self.feeds[index].reroute([])
        }
        self.feeds = feeds
        wiring = edit.new
        retire(edit.old.tasks.joined().filter { task in !edit.new.tasks.joined().contains(task) }, parked)
        return employ(edit, parked)
    }

    /// Tasks that are of no plan any more stay only for nodes that still work something off.
    private func retire(_ tasks: [UnsafeMutablePointer<TaskState>], _ parked: ParkedThreads) {
        for task in tasks {
            if outgoing.leaving.contains(where: { $0.pointee.task == task && !$0.pointee.isFinished }) {
                outgoing.tasks.append(task)
                continue
            }
            for worker in parked.workers { worker.remove(task) }
            outgoing.idleTasks.append(task)
        }
        for source in sources where edit(source.node) { source.requestStop() }
    }

    private func edit(_ node: UnsafeMutablePointer<Node>) -> Bool { outgoing.leaving.contains(node) }

    /// Gives new tasks a thread, and connects the bells of all that changed.
    private func employ(_ edit: GraphEdit, _ parked: ParkedThreads) -> [Worker] {
        var started: [Worker] = []
        for plan in edit.new.plan.tasks where !plan.queues.isEmpty {
            for task in edit.new.tasks[plan.index] where edit.freshTasks.contains(task) {
                let shared = parked.workers.filter { $0.name.hasPrefix("sluice-work") }
                if !plan.ownThread, let worker = shared.min(by: { $0.tasks.count < $1.tasks.count }) {
                    worker.add(task)
                } else {
                    let worker = Worker(
                        name: plan.ownThread ? "sluice-own-\(plan.index)" : "sluice-work-\(workers.count)")
                    workers.append(worker)
                    started.append(worker)
                    worker.add(task)
                }
            }
        }
        for worker in parked.workers + started { for task in worker.tasks { ringHere(task, worker.bell) } }
        for plan in edit.new.plan.nodes where edit.new.isSource(plan) {
            guard let node = edit.new.nodes[plan.index].first, edit.entering.contains(node) else { continue }
            sources.append(SourceRunner(node, name: plan.name, services: services, firstFrame: firstFrame))
        }
        return started
    }

    private func ringHere(_ task: UnsafeMutablePointer<TaskState>, _ bell: Doorbell) {
        task.pointee.settings.bell = bell
        for input in task.pointee.inputs + task.pointee.residual {
            let queue = input.queue.takeUnretainedValue()
            if queue.isHeard(by: bell) { continue }
            // A source may be about to ring: it is held between two frames.
            if let feed = feeds.first(where: { $0.feeds(queue) }) {
                feed.hold { queue.addConsumer(bell) }
            } else {
                queue.addConsumer(bell)
            }
        }
        for queue in task.pointee.outputs { queue.takeUnretainedValue().addProducer(bell) }
        task.pointee.group?.addBell(bell)
    }
}
