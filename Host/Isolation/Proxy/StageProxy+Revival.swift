import CHostShim
import CSluice
import HostCore
import HostMemory

/// What follows when a worker ends under a stage: a new one, the stage made again in it, its streams begun again, its
/// saved state restored; or, after too many ends, what the graph file says.
extension StageProxy {
    /// Makes a call in a worker that has the stage, reviving it first when its worker is gone.
    /// - Parameter items: How many items are lost when the worker ends.
    /// - Returns: `nil` when the call was lost with its worker, which has been dealt with, or when there is none.
    func working(items count: Int = 0, _ body: () throws(Lost) -> sluice_status) -> sluice_status? {
        if link == nil || link.map({ unit.hasEnded($0.life) }) == true { revive() }
        guard link != nil, successor == nil else { return nil }
        do throws(Lost) {
            return try body()
        } catch {
            if case .worker(let reason) = error { isolated.counts.lose(reason.word, UInt64(count)) }
            revive()
            return nil
        }
    }

    /// Brings the stage back, in as many workers as it takes.
    func revive() {
        let ended_ns = link.flatMap { unit.failure(of: $0.process)?.time_ns }
        while successor == nil, !isOver {
            forgetWorker()
            if policy.isExhausted(unit.failureTimes_ns, now_ns: now_ns) { return giveUp() }
            do throws(Lost) {
                try attach()
                try makeAgain()
                if let ended_ns { isolated.counts.revived(after_ns: now_ns - ended_ns) }
                return
            } catch {
                guard case .worker = error else {
                    forgetWorker()
                    return
                }
            }
        }
    }

    private var isOver: Bool { isCancelled || hasGivenUp }

    private func makeAgain() throws(Lost) {
        try expect(makeInWorker(), "create")
        if let config = journal.config { try expect(configureInWorker(config), "configure") }
        for offer in journal.formats {
            try expect(negotiateInWorker(offer.direction, offer.port, offer.format), "negotiate")
        }
        guard journal.isStarted else { return }
        try expect(exchange(.start), "start")
        for (port, stream) in journal.streams { try expect(beginInWorker(port, stream), "begin") }
        try restoreState()
    }

    /// A stage that refuses what it took before counts as a failure of its worker.
    private func expect(_ status: sluice_status, _ call: String) throws(Lost) {
        guard status < 0 else { return }
        guard let link else { throw .over }
        unit.end(link.life, .cannotStart("\(name) refuses \(call) with status \(status)"))
        throw .worker(.cannotStart(call))
    }

    /// Too many failures: what the graph file says.
    private func giveUp() {
        hasGivenUp = true
        let count = unit.failureTimes_ns.count
        let facts =
            "its worker failed \(count) times, at least \(policy.after) of them within "
            + DurationText.text(policy.within_ns)
        switch policy.last {
        case .skip:
            log(3, "\(facts): the stage is out of service\(isolated.request.mayPassOn ? ", items pass it by" : "")")
        case .stop:
            isolated.request.stop(
                HostError(
                    .stage, "\(facts); the graph stops, as its isolation asks",
                    site: isolated.request.site.naming(stage: name)))
        case .replace(let open, let configuration):
            do throws(HostError) {
                successor = try Successor(open(), configuration, self)
                log(3, "\(facts): another stage has taken its place")
            } catch {
                log(3, "\(facts), and what shall take its place cannot: \(error.message)")
            }
        }
    }
}
