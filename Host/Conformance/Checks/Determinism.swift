import CHostShim

/// `det.*`: the same input gives the same output.
enum Determinism {
    static let checks: [Check] = [
        Check(
            "det.01", "repeat", .should, .stage, "The same input and seed give the same items, in each process.",
            rounds: [[], ["SLUICE_CONFORM_ROUND=2"]]
        ) { trial throws(CheckEnd) in
            try DeterminismBodies.twice(trial)
            try DeterminismBodies.tellDigest(trial)
        },
        Check(
            "det.02", "instance-history", .must, .stage, "An instance that was reset is as good as a new one."
        ) { trial throws(CheckEnd) in try DeterminismBodies.history(trial) },
        Check(
            "det.04", "environment-free", .should, .stage,
            "Time zone, language, wall clock and the place of memory change no result.",
            rounds: [
                [], ["TZ=Asia/Kolkata", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"],
                ["MALLOC_ARENA_MAX=1", "TZ=Pacific/Apia"],
            ]
        ) { trial throws(CheckEnd) in try DeterminismBodies.tellDigest(trial) },
    ]
}

/// What the checks of determinism do.
enum DeterminismBodies {
    private static func digests(_ trial: Trial, _ count: Int = 12) throws(CheckEnd) -> [UInt64] {
        let driver = try StageDriver(trial)
        try driver.run(count)
        return driver.takeEmissions().map(\.digest)
    }

    static func twice(_ trial: Trial) throws(CheckEnd) {
        let first = try digests(trial)
        if try digests(trial) != first {
            let isPromised = try trial.expectations.stage(trial.stage().manifest.id).isDeterministic
            if isPromised == false { throw .skip("its author says that results differ from run to run") }
            throw .breach("two instances gave other items for the same input and seed")
        }
    }

    /// A number for all that comes out, which the suite compares between processes.
    static func tellDigest(_ trial: Trial) throws(CheckEnd) {
        if try trial.expectations.stage(trial.stage().manifest.id).isDeterministic == false { return }
        let all = try digests(trial)
        trial.answer.digest(all.withUnsafeBytes { shim_hash($0.baseAddress, UInt64($0.count), 1) })
    }

    static func history(_ trial: Trial) throws(CheckEnd) {
        let used = try StageDriver(trial)
        if used.has.reset == nil { throw .skip("the stage has no reset") }
        try MemoryBodies.repeats(trial)
        try used.open()
        try used.beginAll(0)
        try used.feed(100..<113)
        try used.expect("reset", used.reset())
        _ = used.takeEmissions()
        try used.feed(0..<12)
        try used.endAll()
        try used.expect("drain", used.drain())
        let fresh = try StageDriver(trial)
        try fresh.open()
        try fresh.runStarted(12)
        let (after, expected) = (used.takeEmissions(), fresh.takeEmissions())
        if after.map(\.digest) == expected.map(\.digest) { return }
        let at = zip(after, expected).prefix { $0.digest == $1.digest }.count
        throw .breach(
            "after reset it gave \(after.count) items and a new instance \(expected.count); they differ from item \(at + 1) on"
        )
    }
}
