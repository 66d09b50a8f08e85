import Glibc
import HostCore

/// What the checks of isolation do.
enum IsolationBodies {
    /// Part of the time of a check that goes on as long as it finds time.
    private static let share = 3.0
    private static let segment = 5

    static func sameResult(_ trial: Trial) throws(CheckEnd) {
        try comparable(trial)
        let here = try StageDriver(trial)
        try here.run(12)
        let expected = here.takeEmissions()
        let bench = try WorkerBench(trial)
        let there = try StageDriver(trial, in: bench)
        try WorkerPair.inWorker { () throws(CheckEnd) in try there.run(12) }
        let given = there.takeEmissions()
        if bench.failures > 0 { throw .breach("in a worker it does not come through: \(bench.lastFailure)") }
        let at = zip(given, expected).prefix { isSame($0, $1) }.count
        if at == given.count, at == expected.count { return }
        let refusal = bench.refusals.last.map { "; \($0)" } ?? ""
        throw .breach(
            "in a worker it gave \(given.count) items and in the host \(expected.count); they differ from item "
                + "\(at + 1) on\(refusal)")
    }

    private static func isSame(_ a: Emission, _ b: Emission) -> Bool {
        a.key == b.key && a.pts_ns == b.pts_ns && a.epoch == b.epoch && a.attachments == b.attachments
    }

    /// - Throws: `skip` for a stage whose results cannot be compared.
    private static func comparable(_ trial: Trial) throws(CheckEnd) {
        if try trial.expectations.stage(trial.stage().manifest.id).isDeterministic == false {
            throw .skip("its author says that results differ from run to run")
        }
        try MemoryBodies.repeats(trial)
    }

    /// - Throws: `skip` for a source: what it gave before its worker ended is its own affair.
    private static func pair(_ trial: Trial) throws(CheckEnd) -> WorkerPair {
        if try trial.stage().manifest.inputs.isEmpty {
            throw .skip("the stage is a source: where it goes on after an end is its own affair")
        }
        try comparable(trial)
        return try WorkerPair(trial)
    }

    static func crash(_ trial: Trial) throws(CheckEnd) {
        let pair = try pair(trial)
        let signals = [SIGSEGV, SIGABRT, SIGKILL]
        var ends = 0
        _ = try trial.repeatWithin(10, share: share) { round throws(CheckEnd) in
            try pair.feed(segment)
            try pair.bench.end(by: signals[round % signals.count])
            ends += 1
            let what = "its worker was ended between two items"
            try pair.compare(segment, failures: ends, after: what)
            ends += try loseItem(pair)
            try pair.compare(segment, failures: ends, after: "its worker was ended with an item on its way")
        }
        trial.answer.note("\(ends) ends")
    }

    /// Hands an item to a worker that stands still, and ends it there.
    /// - Returns: How often the worker was ended: once more where the item was not on its way yet.
    private static func loseItem(_ pair: WorkerPair) throws(CheckEnd) -> Int {
        let bench = pair.bench
        let before = bench.failures
        bench.forgive()
        bench.standStill()
        let ending = try OtherThread {
            usleep(30_000)
            bench.signal(SIGKILL)
        }
        let isLost = try pair.risk()
        ending.join()
        if isLost { return 1 }
        try bench.awaitEnd(after: before)
        try bench.end(by: SIGKILL)
        return 2
    }

    static func hang(_ trial: Trial) throws(CheckEnd) {
        let pair = try pair(trial)
        var random = SplitMix64(seed: trial.seed)
        var hangs = 0
        _ = try trial.repeatWithin(10, share: share) { _ throws(CheckEnd) in
            try pair.feed(segment)
            let delay_us = UInt32.random(
                in: 0...UInt32(max(0, min(1_000_000, pair.itemTime_ns / 1000))), using: &random)
            try standStill(pair, after_us: delay_us)
            hangs += 1
            try pair.compare(segment, failures: hangs, after: "its worker stood still amid an item and was ended")
        }
        trial.answer.note("\(hangs) ends")
    }

    /// Stops the worker some time into an item, and puts the clock past the deadline of the call that waits for it. That
    /// is the call of the item; or the one that saves the state behind it; or the next item, if the stop came late.
    private static func standStill(_ pair: WorkerPair, after_us: UInt32) throws(CheckEnd) {
        let bench = pair.bench
        let before = bench.failures
        bench.forgive()
        let stopping = try OtherThread {
            usleep(after_us)
            bench.standStill()
            while bench.failures == before {
                usleep(60_000)
                if bench.failures == before { bench.clock.advance(by: 11_000_000_000) }
            }
        }
        while bench.failures == before { _ = try pair.risk() }
        stopping.join()
    }

    static func noise(_ trial: Trial) throws(CheckEnd) {
        let bench = try WorkerBench(trial)
        let driver = try StageDriver(trial, in: bench)
        try WorkerPair.inWorker { () throws(CheckEnd) in try driver.run(6) }
        bench.close()
        let printed = bench.said.filter { $0.hasPrefix("prints: ") }
        if let first = printed.first { trial.answer.tell(.hygiene, "in a worker the stage \(first)") }
        if bench.strayMessages > 0 {
            throw .breach(
                "it wrote \(bench.strayMessages) times to a descriptor that is not its own: the socket between worker and "
                    + "host; a worker whose socket is spoilt is lost")
        }
        if bench.failures > 0 { throw .breach("its worker did not come through: \(bench.lastFailure)") }
    }
}
