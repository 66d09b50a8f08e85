import CHostShim
import CSluice

/// What the checks of memory do. Fences and closed pages do most of it: a forbidden touch ends the child.
enum MemoryBodies {
    static func everyFormat(_ trial: Trial, side: FencedBlock.Side) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        var ran = false
        for port in manifest.inputs.indices {
            for format in trial.inputs(manifest).formats(port) {
                ran = true
                try onePort(trial, port) { driver, number in
                    var shape = driver.inputs.shape(port, format)
                    shape.side = side
                    (shape.width, shape.height) = [(160, 120), (33, 17), (64, 64), (161, 119)][number % 4]
                    return driver.inputs.item(number, port: port, shape: shape)
                }
            }
        }
        if !ran { try StageDriver(trial).run(10) }
    }

    /// A run on one port alone.
    @discardableResult
    static func onePort(
        _ trial: Trial, _ port: Int, count: Int = 4, behaviour: HostBehaviour = HostBehaviour(),
        _ make: (StageDriver, Int) -> ItemSpec
    ) throws(CheckEnd) -> [Emission] {
        let driver = try StageDriver(trial)
        driver.host.behaviour = behaviour
        try driver.expect("create", driver.create())
        try driver.expect("configure", driver.configure(driver.settings.minimal))
        try driver.expect("negotiate", driver.negotiateInput(port, driver.inputs.format(port)))
        try driver.expect("start", driver.start())
        try driver.expect("begin", driver.begin(0, port: port))
        for number in 0..<count { _ = try driver.push(make(driver, number), port: port) }
        try driver.expect("end", driver.end(0, port: port))
        try driver.expect("drain", driver.drain())
        let items = driver.takeEmissions()
        try driver.expect("stop", driver.stop())
        return items
    }

    static func unwritten(_ trial: Trial) throws(CheckEnd) {
        var results: [[UInt64]] = []
        for byte in [UInt8(0xCD), 0x32] {
            let driver = try StageDriver(trial)
            driver.host.behaviour.undefinedByte = byte
            try driver.run(8)
            results.append(driver.takeEmissions().map(\.digest))
        }
        try repeats(trial)
        if results[0] != results[1] {
            throw .breach("what comes out depends on what a new frame held before: some pixels are never written")
        }
    }

    /// - Throws: `skip` for a stage that gives something else each time: nothing can be compared then.
    static func repeats(_ trial: Trial) throws(CheckEnd) {
        let (one, other) = (try StageDriver(trial), try StageDriver(trial))
        try one.run(8)
        try other.run(8)
        if one.takeEmissions().map(\.digest) != other.takeEmissions().map(\.digest) {
            throw .skip("the stage gives other items each time (det.01), so results cannot be compared")
        }
    }

    static func padding(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        let inputs = trial.inputs(manifest)
        guard manifest.inputs.indices.contains(where: { !inputs.formats($0).isEmpty }) else {
            throw .skip("no port takes frames")
        }
        try repeats(trial)
        for port in manifest.inputs.indices {
            for format in inputs.formats(port) {
                var results: [[UInt64]] = []
                for seed in [UInt64(1), 77] {
                    let items = try onePort(trial, port) { driver, number in
                        var shape = driver.inputs.shape(port, format)
                        (shape.width, shape.height) = (99, 57)
                        (shape.paddingSeed, shape.padding_bytes) = (seed, 64)
                        return driver.inputs.item(number, port: port, shape: shape)
                    }
                    results.append(items.map(\.digest))
                }
                if results[0] != results[1] {
                    throw .breach("bytes that are no pixels change what comes out for \(format)")
                }
            }
        }
    }

    static func balance(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.runStarted(30)
        try driver.expect("stop", driver.stop())
        driver.destroy()
        let interrupted = try StageDriver(trial)
        try interrupted.open()
        try interrupted.beginAll()
        try interrupted.feed(0..<7)
        interrupted.destroy()
    }

    static func release(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        for round in 0..<3 {
            try driver.runStarted(20, from: round * 20)
            _ = driver.reset()
        }
        try driver.expect("stop", driver.stop())
        try driver.expect("start", driver.start())
        try driver.runStarted(5, from: 60)
    }

    /// The allocator without its caches of each thread: what lies in them is free, and counts as used.
    static let exactHeap = ["GLIBC_TUNABLES=glibc.malloc.tcache_count=0"]

    static func leak(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        driver.host.behaviour.forgetsItems = true
        try driver.open()
        var number = 0
        func window(_ count: Int) throws(CheckEnd) -> UInt64 {
            try driver.beginAll()
            try driver.feed(number..<number + count)
            number += count
            try driver.endAll()
            try driver.expect("drain", driver.drain())
            driver.host.forget()
            return shim_heap_bytes()
        }
        _ = try window(40)
        var size = 40
        let rounds = try trial.repeatWithin(40, share: 0.5) { _ throws(CheckEnd) in _ = try window(size) }
        size = trial.isFull ? 2000 : max(40, min(1000, rounds * 10))
        let start_ns = shim_monotonic_ns()
        var least = try leastSlope(of: size, window)
        // Pools and caches may fill for hundreds of items. A leak grows however long one waits, and they do not.
        while least > 1, shim_monotonic_ns() - start_ns < suspicion_ns {
            size *= 2
            least = try leastSlope(of: size, window)
        }
        trial.answer.note("\(number) items, \(Int(least.rounded())) bytes an item")
        if least > 1 { throw .breach("memory grows by \(Int(least.rounded(.up))) bytes with each item") }
    }

    /// How long a stage that seems to leak is watched.
    private static let suspicion_ns: Int64 = 5_000_000_000

    /// Bytes that each item adds, in the window of four in which it is least.
    private static func leastSlope(
        of size: Int, _ window: (Int) throws(CheckEnd) -> UInt64
    ) throws(CheckEnd) -> Double {
        var marks: [UInt64] = []
        for _ in 0..<5 { marks.append(try window(size)) }
        return zip(marks, marks.dropFirst()).map { (Double($1) - Double($0)) / Double(size) }.min() ?? 0
    }

    static func holdLimit(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        var end: CheckEnd?
        do throws(CheckEnd) { try driver.run(12) } catch { end = error }
        let hits = driver.host.limitHits
        if hits == 0, let end { throw end }
        if hits > 0 {
            throw .breach(
                "it tried \(hits) times to keep more frames than its holds_frames, \(driver.manifest.holdsFrames)")
        }
    }

    static func allocationFailure(_ trial: Trial) throws(CheckEnd) {
        let probe = try StageDriver(trial)
        try probe.open()
        try probe.runStarted(4)
        let count = min(probe.host.allocations, trial.isFull ? 1000 : 24)
        if count == 0 { throw .skip("the stage asks the host for no memory") }
        for failing in 1...count {
            let driver = try StageDriver(trial)
            try driver.open()
            driver.host.allocations = 0
            driver.host.behaviour.failingAllocation = failing
            try driver.beginAll()
            for number in 0..<4 {
                for port in driver.inputs.ports {
                    _ = try driver.push(driver.inputs.item(number, port: port), port: port)
                }
            }
            for port in driver.inputs.ports { _ = driver.end(0, port: port) }
            _ = driver.drain()
            driver.host.behaviour.failingAllocation = 0
            try driver.runStarted(2, from: 4, stream: 1)
            try driver.expect("stop", driver.stop())
        }
        trial.answer.note("\(count) allocations")
    }
}
