import CSluice
import Glibc
import HostCore
import HostGraph

/// The threads of a run, and the ways of its sources into it.
extension RunningGraph {
    /// One entry for each stream.
    func makeFeeds() {
        feeds = plan.streams.map { makeFeed($0, wiring) }
    }

    func makeFeed(_ stream: StreamPlan, _ wiring: Wiring) -> StreamFeed {
        let description = StreamDescription(
            index: wiring.numbers.stream(stream), name: stream.name, camera: stream.camera, labels: stream.labels,
            isLive: stream.isLive)
        return StreamFeed(
            description, services: services, routes: wiring.routes(of: stream), frameLimit: options.frameLimit,
            firstFrame: firstFrame)
    }

    /// A fixed set of threads, one for each core unless the graph says otherwise, and one for each task of its own.
    /// Tasks are dealt in order, so that a stream's tasks stay where they are.
    func makeWorkers() {
        let shared = plan.tasks.filter { !$0.ownThread && !$0.queues.isEmpty }.flatMap { tasks[$0.index] }
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let count = min(shared.count, max(1, plan.threads ?? cores))
        for i in 0..<count { workers.append(Worker(name: "sluice-work-\(i)")) }
        for (i, task) in shared.enumerated() { assign(task, to: workers[i % count]) }
        for plan in plan.tasks where plan.ownThread && !plan.queues.isEmpty {
            for task in tasks[plan.index] {
                let worker = Worker(name: "sluice-own-\(plan.index)")
                workers.append(worker)
                assign(task, to: worker)
            }
        }
    }

    func assign(_ task: UnsafeMutablePointer<TaskState>, to worker: Worker) {
        worker.add(task)
        connectBells(task, worker.bell)
    }

    /// Who is woken when an entry arrives for the task, or room where it waits for some.
    func connectBells(_ task: UnsafeMutablePointer<TaskState>, _ bell: Doorbell) {
        task.pointee.settings.bell = bell
        for input in task.pointee.inputs { input.queue.takeUnretainedValue().addConsumer(bell) }
        for queue in task.pointee.outputs { queue.takeUnretainedValue().addProducer(bell) }
        task.pointee.group?.addBell(bell)
    }

    /// Threads for stages without inputs.
    func makeSources() {
        for node in plan.nodes where plan.edges(into: node.index).isEmpty {
            guard let made = nodes[node.index].first else { continue }
            sources.append(SourceRunner(made, name: node.name, services: services, firstFrame: firstFrame))
        }
    }
}
