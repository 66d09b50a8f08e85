import CHostShim
import HostCore

/// The threads whose work an edit changes, held between two items.
final class ParkedThreads {
    let workers: [Worker]
    let sources: [SourceRunner]
    private let bell = Doorbell()

    init(_ graph: RunningGraph, _ concerned: Set<UnsafeMutablePointer<TaskState>>) {
        workers = graph.workers.filter { $0.isStarted && !concerned.isDisjoint(with: $0.tasks) }
        sources = graph.sources.filter { $0.isStarted && concerned.contains($0.node.pointee.task) }
    }

    /// Returns when all of them rest.
    /// - Throws: `limit` when one does not in time; all go on then.
    func rest(within_ns: Int64) throws(HostError) {
        let deadline_ns = shim_monotonic_ns() + within_ns
        for worker in workers {
            worker.parking.ask(bell)
            worker.bell.ring()
        }
        for source in sources {
            source.parking.ask(bell)
            source.bell.ring()
        }
        while !areResting {
            let left_ns = deadline_ns - shim_monotonic_ns()
            if left_ns <= 0 { throw late(within_ns) }
            bell.sleep(timeout_ns: min(left_ns, 50_000_000)) { areResting }
        }
    }

    /// Lets all go on.
    func goOn() {
        for worker in workers {
            worker.parking.release()
            worker.bell.ring()
        }
        for source in sources {
            source.parking.release()
            source.bell.ring()
        }
    }

    private var areResting: Bool {
        workers.allSatisfy(\.parking.isResting) && sources.allSatisfy { $0.parking.isResting || $0.hasEnded }
    }

    private func late(_ within_ns: Int64) -> HostError {
        let busy =
            workers.filter { !$0.parking.isResting }.map(\.name)
            + sources.filter { !$0.parking.isResting && !$0.hasEnded }.map(\.name)
        return HostError(
            .limit,
            "\(busy.joined(separator: ", ")) did not come to the end of an item within \(DurationText.text(within_ns)), so the graph "
                + "stays as it was; try again when the stages there are less busy, or isolate the slow one")
    }
}
