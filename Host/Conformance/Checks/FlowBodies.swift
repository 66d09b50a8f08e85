import CSluice
import HostCore

/// What the checks of the flow do.
enum FlowBodies {
    static func drain(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        if driver.isSource { return try source(driver, trial) }
        try driver.runStarted(15)
        let items = driver.takeEmissions()
        var seen: Set<Emission.Key> = []
        for item in items where !seen.insert(item.key).inserted {
            throw .breach("item \(item.seq), part \(item.sub), came out twice on output \(item.port)")
        }
        try driver.expect("drain", driver.drain())
        if let late = driver.takeEmissions().first { throw .breach("a second drain emitted item \(late.seq) again") }
        try driver.expect("stop", driver.stop())
        try driver.expect("start", driver.start())
        try driver.runStarted(3, from: 100, stream: 1)
        if let old = driver.takeEmissions().first(where: { $0.stream == 0 }) {
            throw .breach("after stop and start it emitted item \(old.seq) of the stream that had ended")
        }
    }

    /// A source ends some time, or goes on; either way it says so.
    private static func source(_ driver: StageDriver, _ trial: Trial) throws(CheckEnd) {
        var ended = false
        let calls = try trial.repeatWithin(500) { _ throws(CheckEnd) in
            if ended { return }
            let status = driver.produce()
            if status < 0 { throw .breach("produce returned \(status): \(driver.host.lastError)") }
            ended = status == SLUICE_END
        }
        let count = driver.host.emissionCount
        trial.answer.note("\(count) items in \(calls) calls")
        if ended {
            _ = driver.produce()
            if driver.host.emissionCount > count { throw .breach("after SLUICE_END it emitted more") }
        }
    }

    static func reset(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        if driver.has.reset == nil { throw .skip("the stage has no reset") }
        if driver.inputs.ports.isEmpty { throw .skip("the stage has no input") }
        for (stream, what) in [(UInt32(0), "of the stream"), (UInt32.max, "of all streams")] {
            let driver = try StageDriver(trial)
            try driver.open()
            try driver.beginAll()
            try driver.feed(0..<7)
            _ = driver.takeEmissions()
            let status = driver.reset(stream)
            if status < 0 { throw .breach("reset \(what) returned \(status): \(driver.host.lastError)") }
            if !driver.takeEmissions().isEmpty { throw .breach("reset \(what) emitted something") }
            try driver.feed(20..<24)
            try driver.endAll()
            try driver.expect("drain", driver.drain())
            if let old = driver.takeEmissions().first(where: { $0.seq <= 7 }) {
                throw .breach("after a reset \(what) it emitted item \(old.seq), which came before")
            }
        }
    }

    static func jumps(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        if driver.inputs.ports.isEmpty { throw .skip("the stage has no input") }
        try driver.open()
        try driver.beginAll()
        var seq: UInt64 = 0
        // A gap, the same time again, a jump back with a new epoch, a far jump, time 0, and on.
        let times: [(ms: Int64, epoch: UInt32)] = [
            (0, 0), (40, 0), (5000, 0), (5000, 0), (100, 1), (140, 1), (86_400_000, 1), (0, 2), (40, 2), (80, 2),
        ]
        for (index, time) in times.enumerated() {
            for port in driver.inputs.ports {
                var item = driver.inputs.item(index, port: port)
                seq += index == 4 ? 50 : 1
                (item.seq, item.pts_ns, item.epoch) = (seq, time.ms * 1_000_000, time.epoch)
                if index > 1 { item.flags = UInt32(SLUICE_FLAG_DISCONTINUITY) }
                try driver.expectItem(driver.push(item, port: port), port: port)
            }
        }
        try driver.endAll()
        try driver.expect("drain", driver.drain())
    }

    static func empty(_ trial: Trial) throws(CheckEnd) {
        for count in [0, 1] {
            let driver = try StageDriver(trial)
            try driver.open()
            try driver.runStarted(driver.isSource ? 0 : count)
            try driver.expect("stop", driver.stop())
        }
        let unused = try StageDriver(trial)
        try unused.open()
        try unused.expect("drain", unused.drain())
        try unused.expect("stop", unused.stop())
        unused.destroy()
    }

    /// Errors on purpose: wrong order, a broken configuration, a host that refuses all.
    static func provoke(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.expect("create", driver.create())
        _ = driver.start()
        _ = driver.stop()
        _ = try driver.configure(["sluice_no_such_key": true])
        try driver.prepare()
        try driver.expect("start", driver.start())
        _ = driver.start()
        try driver.beginAll()
        driver.host.behaviour.emitStatus = SLUICE_E_LIMIT
        for number in 0..<5 {
            for port in driver.inputs.ports { _ = try driver.push(driver.inputs.item(number, port: port), port: port) }
        }
        driver.host.behaviour.emitStatus = nil
        try driver.feed(5..<8)
        try driver.endAll()
    }

    static func cancel(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        for number in 0..<3 {
            for port in driver.inputs.ports { _ = try driver.push(driver.inputs.item(number, port: port), port: port) }
        }
        driver.host.behaviour.isCancelled = true
        let time_ns = try Trial.time_ns { () throws(CheckEnd) in
            for port in driver.inputs.ports { _ = try driver.push(driver.inputs.item(3, port: port), port: port) }
            if driver.isSource { _ = driver.produce() }
        }
        trial.answer.note("\(time_ns / 1000) µs")
        if time_ns > 1_000_000_000 {
            throw .breach("it took \(time_ns / 1_000_000) ms to return once the graph was stopping")
        }
    }
}
