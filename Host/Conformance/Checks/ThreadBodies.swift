import Glibc
import HostCore

/// Threads, one call after the other, and instances beside one another.
enum ThreadBodies {
    static func anyWorker(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try OtherThread.run { () throws(CheckEnd) in try driver.beginAll() }
        for number in 0..<12 {
            try OtherThread.run { () throws(CheckEnd) in try driver.feed(number..<number + 1) }
        }
        try OtherThread.run { () throws(CheckEnd) in
            try driver.endAll()
            try driver.expect("drain", driver.drain())
        }
        try driver.expect("stop", driver.stop())
    }

    static func instances(_ trial: Trial) throws(CheckEnd) {
        try MemoryBodies.repeats(trial)
        let alone = try digests(trial, 16)
        let rounds = try trial.repeatWithin(200) { round throws(CheckEnd) in
            let count = round % 2 == 0 ? 2 : 4
            let results = (0..<count).map { _ in DigestBox() }
            var threads: [OtherThread] = []
            for index in 0..<count {
                let result = results[index]
                threads.append(
                    try OtherThread {
                        do throws(CheckEnd) {
                            result.digests = try digests(trial, 16, folder: "instance-\(index)")
                        } catch {
                            result.error = error
                        }
                    })
            }
            for thread in threads { thread.join() }
            for result in results {
                if let error = result.error { throw error }
                if result.digests != alone {
                    throw .breach("one of \(count) instances at the same time gave other items than alone")
                }
            }
        }
        trial.answer.note("\(rounds) rounds")
    }

    /// Files go to a folder of the instance's own: two stages on one file are a mistake of the graph.
    private static func digests(_ trial: Trial, _ count: Int, folder: String = "alone") throws(CheckEnd) -> [UInt64] {
        let driver = try StageDriver(trial)
        var settings = driver.settings
        settings.scratch += "/" + folder
        mkdir(settings.scratch, 0o700)
        try driver.run(count, configuration: settings.minimal)
        return driver.takeEmissions().map(\.digest)
    }

    static func model(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        guard !manifest.inputs.isEmpty else { throw .skip("the stage has no input") }
        switch manifest.state {
        case .graph: throw .skip("the stage declares state across streams: there is never more than one instance")
        case .none: try dealtItems(trial)
        case .stream: try dealtStreams(trial)
        }
    }

    private static func dealtItems(_ trial: Trial) throws(CheckEnd) {
        try MemoryBodies.repeats(trial)
        let single = try StageDriver(trial)
        try single.open()
        try single.beginAll()
        try single.feed(0..<12)
        let drivers = [try StageDriver(trial), try StageDriver(trial)]
        for driver in drivers {
            try driver.open()
            try driver.beginAll()
        }
        var dealt: [UInt64] = []
        for number in 0..<12 {
            let driver = drivers[number % 2]
            try driver.feed(number..<number + 1)
            dealt += driver.takeEmissions().map(\.digest)
        }
        if dealt != single.takeEmissions().map(\.digest) {
            throw .breach(
                "its manifest says that it remembers nothing, and items dealt to two instances give something else")
        }
    }

    private static func dealtStreams(_ trial: Trial) throws(CheckEnd) {
        try MemoryBodies.repeats(trial)
        let both = try StageDriver(trial)
        try both.open()
        for stream in UInt32(0)..<2 { try both.beginAll(stream) }
        for number in 0..<12 {
            for stream in UInt32(0)..<2 { try both.feed(number..<number + 1, stream: stream) }
        }
        for stream in UInt32(0)..<2 { try both.endAll(stream) }
        try both.expect("drain", both.drain())
        let mixed = both.takeEmissions()
        for stream in UInt32(0)..<2 {
            let driver = try StageDriver(trial)
            try driver.open()
            try driver.runStarted(12, stream: stream)
            let alone = driver.takeEmissions()
            if Self.identity(alone) != Self.identity(mixed.filter { $0.stream == stream }) {
                throw .breach(
                    "its manifest says that streams are apart, and a stream alone gives something else than beside another"
                )
            }
        }
    }

    /// What is compared where numbers of tracks depend on how many streams there are.
    private static func identity(_ items: [Emission]) -> [String] {
        items.map { "\($0.port) \($0.kind) \($0.seq) \($0.sub) \($0.pts_ns)" }
    }

    static func names(_ trial: Trial) throws(CheckEnd) {
        let before = ProcessFacts.threads()
        let own = ProcessFacts.name(ofThread: String(getpid()))
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        try driver.feed(0..<3)
        let started = ProcessFacts.threads().subtracting(before)
        if started.isEmpty { throw .skip("the stage starts no thread") }
        let unnamed = started.count { ProcessFacts.name(ofThread: $0) == own }
        if unnamed > 0 { throw .breach("\(unnamed) of its \(started.count) threads have the program's name, \(own)") }
    }
}

/// What a thread of a check found.
final class DigestBox: @unchecked Sendable {
    // Sound: written by one thread and read by another after that one was joined.
    var digests: [UInt64] = []
    var error: CheckEnd?
}
