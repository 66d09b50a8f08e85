import HostCore
import HostGraph

/// One change of a running graph: prepared beside it, then made while the threads concerned rest between two items.
///
/// What stays keeps its stage, its state and its queues. A node that takes another's place takes over its queues, so that
/// nothing on the way is lost. A node that nothing replaces works off what is on its way to it, and then ends.
final class GraphEdit {
    let graph: RunningGraph
    let difference: GraphDifference
    let old: Wiring
    let new: Wiring
    /// Nodes made for this edit, or taken back from those set aside.
    var entering: Set<UnsafeMutablePointer<Node>> = []
    /// By number in the new plan, the old nodes whose place is taken.
    var replaced: [Int: [UnsafeMutablePointer<Node>]] = [:]
    var leaving: Set<UnsafeMutablePointer<Node>> = []
    /// Tasks of the old wiring that do not stay exactly as they are.
    var concerned: Set<UnsafeMutablePointer<TaskState>> = []
    var freshTasks: Set<UnsafeMutablePointer<TaskState>> = []

    /// Makes and starts what is new; the graph runs on undisturbed.
    /// - Throws: The refusal of a new stage; nothing has changed then.
    init(
        _ graph: RunningGraph, to plan: ValidatedGraph, _ difference: GraphDifference, open: RunningGraph.OpenStage
    ) throws(HostError) {
        self.graph = graph
        self.difference = difference
        old = graph.wiring
        var numbers = old.numbers
        numbers.extend(to: plan, difference)
        new = Wiring(
            plan, numbers: numbers, services: graph.services, observer: graph.options.observer,
            recording: graph.recording)
        placeTasks()
        placeNodes()
        placeQueues()
        for index in difference.leaving { leaving.formUnion(old.nodes[index]) }
        findConcerned()
        do throws(HostError) {
            for instances in new.nodes where instances.allSatisfy({ entering.contains($0) && $0.pointee.stage == nil })
            {
                try graph.openStage(instances, open)
            }
        } catch {
            discard()
            throw error
        }
    }

    /// The number in the old plan of the node that a node of the new plan is, or takes the place of.
    func before(_ index: Int) -> Int? {
        switch difference.nodes[index] {
        case .stays(let old), .isTuned(let old, _), .replaces(let old, _): old
        case .enters: nil
        }
    }

    func stays(_ index: Int) -> Bool {
        switch difference.nodes[index] {
        case .stays, .isTuned: true
        case .replaces, .enters: false
        }
    }

    /// A task goes on as the task of the first of its nodes that was there before.
    private func placeTasks() {
        var used: Set<Int> = []
        for task in new.plan.tasks {
            let heirs = task.nodes.compactMap(before).map { old.plan.nodes[$0].task }
            let needsOwn = task.nodes.contains { needsOwnTask($0) }
            let heir = heirs.first { index in
                !used.contains(index) && old.tasks[index].count == new.copies(of: task)
                    && old.plan.tasks[index].ownThread == task.ownThread
                    && old.plan.tasks[index].queues.isEmpty == task.queues.isEmpty
            }
            if let heir, !needsOwn {
                used.insert(heir)
                new.tasks.append(old.tasks[heir])
            } else {
                let made = new.makeTasks(task)
                freshTasks.formUnion(made)
                new.tasks.append(made)
            }
        }
    }

    /// Whether what a new node brings with it does not go into the task of the old one: parallel instances, and a source,
    /// which has a thread of its own while the old one ends.
    private func needsOwnTask(_ index: Int) -> Bool {
        let plan = new.plan.nodes[index]
        return !stays(index) && (plan.instances > 1 || new.isSource(plan))
    }

    private func placeNodes() {
        for plan in new.plan.nodes {
            switch difference.nodes[plan.index] {
            case .stays(let index), .isTuned(let index, _):
                new.nodes.append(old.nodes[index])
                continue
            case .replaces(let index, _):
                // Another source is another stream: the old one ends, and its stage with it.
                if old.isSource(old.plan.nodes[index]) {
                    leaving.formUnion(old.nodes[index])
                } else {
                    replaced[plan.index] = old.nodes[index]
                }
            case .enters: break
            }
            let made = takeSpare(plan) ?? new.makeNodes(plan)
            entering.formUnion(made)
            new.nodes.append(made)
        }
    }

    /// The node that an earlier edit set aside, when it is the very one that is wanted.
    private func takeSpare(_ plan: NodePlan) -> [UnsafeMutablePointer<Node>]? {
        guard let spare = graph.outgoing.spare[plan.name], let first = spare.first else { return nil }
        let known = first.pointee.control.takeUnretainedValue().plan
        guard known.kind == plan.kind, known.configuration == plan.configuration, known.instances == plan.instances,
            known.isolation == plan.isolation, spare.count == new.tasks[plan.task].count
        else { return nil }
        graph.outgoing.spare[plan.name] = nil
        return spare
    }

    private func placeQueues() {
        for edge in new.plan.edges {
            guard let queue = edge.queue else { continue }
            let wanted = new.sharesStreams(new.plan.nodes[edge.to]) ? new.plan.nodes[edge.to].instances : 1
            if let known = difference.edges[edge.index].flatMap({ old.queues[$0] }), known.count == wanted {
                new.queues[edge.index] = known
            } else {
                new.queues[edge.index] = new.makeQueues(edge, queue)
            }
        }
    }

    /// Whether an edge of the new plan is the same as before, in all that its ends see of it.
    func isKept(_ edge: EdgePlan) -> Bool {
        guard let known = difference.edges[edge.index] else { return false }
        return edge.queue == nil || new.queues[edge.index]?.first === old.queues[known]?.first
    }

    /// Gives back what was made; the graph was never touched.
    func discard() {
        for node in entering {
            _ = NodeLife.close(node)
            Wiring.free(node)
        }
        for task in freshTasks { Wiring.free(task) }
        entering = []
        freshTasks = []
    }
}
