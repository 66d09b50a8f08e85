import CHostShim
import CSluice

/// What the checks of time do. None is more than a hint on a machine that others use.
enum TimingBodies {
    /// Times of the same kind of item, in nanoseconds, sorted; the first one apart.
    private static func times(
        _ trial: Trial, content: PictureContent? = nil, count: Int = 200
    ) throws(CheckEnd) -> (first: Int64, sorted: [Int64]) {
        let driver = try StageDriver(trial)
        if driver.inputs.ports.isEmpty { throw .skip("the stage has no input") }
        try driver.open()
        try driver.beginAll()
        driver.host.behaviour.forgetsItems = true
        var all: [Int64] = []
        _ = try trial.repeatWithin(count, share: 0.4) { number throws(CheckEnd) in
            for port in driver.inputs.ports {
                var item = driver.inputs.item(number, port: port)
                if let content, case .frame(let shape, _) = item.payload { item.payload = .frame(shape, content) }
                let input = try driver.timed(item, port: port)
                all.append(input)
            }
        }
        return (all[0], all.sorted())
    }

    static func latency(_ trial: Trial) throws(CheckEnd) {
        let (_, sorted) = try times(trial)
        let p50 = sorted[sorted.count / 2]
        let p99 = sorted[sorted.count * 99 / 100]
        trial.answer.note("p50 \(p50 / 1000) µs, p99 \(p99 / 1000) µs, most \((sorted.last ?? 0) / 1000) µs")
        let stated = try trial.stage().manifest.cost_us
        if stated > 0, p50 > Int64(stated) * 4000 {
            throw .breach("an item of 160x120 costs \(p50 / 1000) µs, and its manifest states \(stated) µs")
        }
    }

    static func waits(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        if driver.manifest.blocking { throw .skip("the stage declares that it waits") }
        if driver.inputs.ports.isEmpty { throw .skip("the stage has no input") }
        try driver.open()
        try driver.beginAll()
        try driver.feed(0..<4)
        let before = shim_thread_waits()
        let count = try trial.repeatWithin(100, share: 0.4) { number throws(CheckEnd) in
            try driver.feed(number + 4..<number + 5)
        }
        let waits = shim_thread_waits() - before
        if waits * 2 > Int64(count) {
            throw .breach("it waited \(waits) times in \(count) items; declare `blocking`, or do not wait")
        }
    }

    static func delay(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        if driver.manifest.holds { throw .skip("the stage declares that it keeps items back") }
        if driver.inputs.ports.isEmpty { throw .skip("the stage has no input") }
        try driver.open()
        try driver.beginAll()
        for number in 0..<10 {
            try driver.feed(number..<number + 1)
            if let late = driver.takeEmissions().first(where: { $0.seq != UInt64(number + 1) }) {
                throw .breach("while item \(number + 1) was worked on it emitted item \(late.seq); declare `holds`")
            }
        }
        try driver.endAll()
        try driver.expect("drain", driver.drain())
        if let late = driver.takeEmissions().first(where: { $0.kind == UInt32(SLUICE_ITEM_FRAME) }) {
            throw .breach("it emitted the frame of item \(late.seq) when the stream ended; declare `holds`")
        }
    }

    static func content(_ trial: Trial) throws(CheckEnd) {
        let noise = try times(trial, content: .noise(trial.seed)).sorted
        let usual = max(noise[noise.count / 2], 20_000)
        for (content, what) in [
            (PictureContent.solid(16), "black"), (.checker, "a checkerboard"), (.gradient, "a gradient"),
        ] {
            let others = try times(trial, content: content).sorted
            let time = others[others.count / 2]
            if time > usual * 8 { throw .breach("\(what) takes \(time / 1000) µs, and noise \(usual / 1000) µs") }
        }
    }

    static func warmUp(_ trial: Trial) throws(CheckEnd) {
        let (first, sorted) = try times(trial)
        let usual = max(sorted[sorted.count / 2], 100_000)
        trial.answer.note("the first \(first / 1000) µs, others \(usual / 1000) µs")
        if first > usual * 10 {
            throw .breach("the first item takes \(first / 1000) µs, others \(usual / 1000) µs; do it in start")
        }
    }
}

extension StageDriver {
    /// Time that process takes for one item, in nanoseconds.
    func timed(_ spec: ItemSpec, port: Int) throws(CheckEnd) -> Int64 {
        let before = processTime_ns
        try expectItem(push(spec, port: port), port: port)
        return processTime_ns - before
    }
}
