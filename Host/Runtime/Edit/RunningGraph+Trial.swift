import HostCore
import HostGraph

/// What has become of the last edit.
public enum EditVerdict: Sendable {
    /// There was none, or it stands already.
    case none
    /// Its new stages have not seen enough items yet.
    case open
    /// It stands; the stages that it replaced are gone.
    case stands
    /// A new stage failed, and the graph is what it was before.
    case takenBack(stage: String, reason: String)
}

extension RunningGraph {
    /// Watches over the last edit: takes it back when one of its new stages fails within its first items, and lets the
    /// old stages go when it has proven itself. Control thread, now and then.
    /// - Parameter open: As in ``edit(to:changedLibraries:open:)``, should an old stage have to be made anew.
    /// - Throws: `state` and others when it should be taken back and cannot be.
    public func judgeEdit(open: OpenStage) throws(HostError) -> EditVerdict {
        sweep()
        guard let trial else { return .none }
        if let failure = trial.failure {
            self.trial = nil
            let difference = GraphDifference(from: plan, to: trial.plan)
            let edit = try GraphEdit(self, to: trial.plan, difference, open: open)
            try edit.make()
            closeSpare()
            return .takenBack(stage: failure.name, reason: failure.reason)
        }
        guard trial.isOver(options.clock.now_ns) else { return .open }
        settle(trial)
        return .stands
    }

    func settle(_ trial: Trial) {
        self.trial = nil
        closeSpare()
    }

    /// Ends the stages that were set aside.
    private func closeSpare() {
        let spare = structure.withLock { _ in
            defer { outgoing.spare = [:] }
            return outgoing.spare.values.flatMap(\.self)
        }
        for node in spare {
            if let failure = NodeLife.close(node) {
                services.log(2, node.pointee.control.takeUnretainedValue().plan.name, failure.message)
            }
            Wiring.free(node)
        }
    }

    /// Frees what has worked off all that was on its way.
    private func sweep() {
        guard !outgoing.isEmpty, outgoing.isIdle else { return }
        var concerned = Set(outgoing.tasks)
        for node in outgoing.leaving { concerned.insert(node.pointee.task) }
        for task in tasks.joined() where !task.pointee.residual.isEmpty { concerned.insert(task) }
        let parked = ParkedThreads(self, concerned)
        defer { parked.goOn() }
        guard (try? parked.rest(within_ns: 200_000_000)) != nil, outgoing.isIdle else { return }
        let gone = outgoing
        structure.withLock { _ in
            for task in concerned {
                task.pointee.residual = []
                task.pointee.inputs.removeAll { gone.leaving.contains($0.node) }
                let queues = gone.queues
                task.pointee.outputs.removeAll { output in
                    queues.contains { output.toOpaque() == Unmanaged.passUnretained($0).toOpaque() }
                }
            }
            for worker in parked.workers { for task in gone.tasks { worker.remove(task) } }
            outgoing = Outgoing()
            outgoing.spare = gone.spare
            formerSinks = Array((formerSinks + failedSinks(gone.leaving)).prefix(64))
        }
        for source in sources where source.hasEnded && gone.leaving.contains(source.node) { source.join() }
        sources.removeAll { gone.leaving.contains($0.node) }
        for node in gone.leaving {
            _ = NodeLife.close(node)
            Wiring.free(node)
        }
        for task in gone.tasks + gone.idleTasks { Wiring.free(task) }
        let idle = workers.filter { $0.tasks.isEmpty && $0.isStarted }
        workers.removeAll { worker in idle.contains { $0 === worker } }
        parked.goOn()
        for worker in idle { worker.stop() }
    }
}
