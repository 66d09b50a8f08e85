import CHostShim
import CSluice
import Glibc

/// What the checks of the life cycle do.
enum LifecycleBodies {
    static func happy(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        do throws(CheckEnd) {
            try driver.run(10)
        } catch {
            if case .setup(let text) = error { throw .breach(text) }
            throw error
        }
        trial.answer.note("\(driver.host.emissionCount) items out")
    }

    static func cycle(_ trial: Trial) throws(CheckEnd) {
        func life() throws(CheckEnd) {
            let driver = try StageDriver(trial)
            try driver.open()
            driver.destroy()
        }
        for _ in 0..<5 { try life() }
        let (files, threads) = (ProcessFacts.descriptors().count, ProcessFacts.threads().count)
        let before = shim_heap_bytes()
        let lives = try trial.repeatWithin(200) { _ throws(CheckEnd) in try life() }
        let middle = shim_heap_bytes()
        _ = try trial.repeatWithin(lives) { _ throws(CheckEnd) in try life() }
        let grown = min(growth(before, middle), growth(middle, shim_heap_bytes())) / Double(lives)
        trial.answer.note("\(lives) lives")
        // Names that are interned and other small change of the host's come to a few bytes.
        if grown > 64 { throw .breach("each life leaves \(Int(grown)) bytes behind") }
        let left = ProcessFacts.descriptors().count - files
        if left > 0 { throw .breach("\(2 * lives) lives left \(left) descriptors open") }
        if settledThreads(threads) > threads { throw .breach("\(2 * lives) lives left threads behind") }
        try restarts(trial)
    }

    private static func growth(_ from: UInt64, _ to: UInt64) -> Double { Double(to) - Double(from) }

    private static func restarts(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        for round in 0..<20 {
            try driver.expect("stop", driver.stop())
            let status = driver.start()
            if status < 0 { throw .breach("start \(round + 2) returned \(status): \(driver.host.lastError)") }
        }
        try driver.runStarted(2)
    }

    /// The number of threads, once those that are about to end have had time to.
    static func settledThreads(_ expected: Int) -> Int {
        for _ in 0..<50 where ProcessFacts.threads().count > expected { usleep(10_000) }
        return ProcessFacts.threads().count
    }

    static func wrongOrder(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.expect("create", driver.create())
        try refused("start before configure", driver.start())
        try refused("stop before start", driver.stop())
        try pushRefused("process before configure", driver)
        try driver.prepare()
        try refused("stop before start", driver.stop())
        try pushRefused("process before start", driver)
        try driver.expect("start", driver.start())
        try refused("a second start", driver.start())
        try refused("configure while started", driver.configure(driver.settings.minimal))
        try driver.runStarted(2)
        try driver.expect("stop", driver.stop())
        try refused("a second stop", driver.stop())
        try pushRefused("process after stop", driver)
        try driver.expect("start", driver.start())
    }

    private static func refused(_ what: String, _ status: sluice_status) throws(CheckEnd) {
        if status != SLUICE_E_STATE { throw .breach("\(what) returned \(status) instead of SLUICE_E_STATE (-2)") }
    }

    private static func pushRefused(_ what: String, _ driver: StageDriver) throws(CheckEnd) {
        guard driver.has.process != nil, let port = driver.inputs.ports.first else { return }
        try refused(what, driver.push(driver.inputs.item(0, port: port), port: port))
    }

    static func destroyAnywhere(_ trial: Trial) throws(CheckEnd) {
        let created = try StageDriver(trial)
        try created.expect("create", created.create())
        created.destroy()
        let failed = try StageDriver(trial)
        try failed.expect("create", failed.create())
        _ = try failed.configure(["sluice_no_such_key": [1, 2, 3]])
        failed.destroy()
        let configured = try StageDriver(trial)
        try configured.expect("create", configured.create())
        try configured.prepare()
        configured.destroy()
        let started = try StageDriver(trial)
        try started.open()
        started.destroy()
        let busy = try StageDriver(trial)
        try busy.open()
        try busy.beginAll()
        try busy.feed(0..<5)
        busy.destroy()
        let stopped = try StageDriver(trial)
        try stopped.open()
        try stopped.expect("stop", stopped.stop())
        stopped.destroy()
    }

    static func failedStart(_ trial: Trial) throws(CheckEnd) {
        // What an untroubled instance lacks, such as a model, a troubled one may lack too.
        let untroubled = try StageDriver(trial)
        try untroubled.open()
        untroubled.destroy()
        let driver = try StageDriver(trial)
        driver.host.behaviour.internFails = true
        if driver.create() < 0 {
            driver.host.behaviour.internFails = false
            return try driver.run(2)
        }
        if try driver.configure(driver.settings.minimal) >= 0 { _ = driver.start() }
        driver.host.behaviour.internFails = false
        if driver.isStarted { try driver.expect("stop", driver.stop()) }
        let configured = try driver.configure(driver.settings.minimal)
        if configured < 0 {
            throw .breach("after a failed try configure returned \(configured): \(driver.host.lastError)")
        }
        let started = driver.start()
        if started < 0 { throw .breach("after a failed try start returned \(started): \(driver.host.lastError)") }
        try driver.runStarted(2)
    }

    static func deadline(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        var times: [(String, Int64)] = []
        func timed(_ what: String, _ body: () throws(CheckEnd) -> Void) throws(CheckEnd) {
            times.append((what, try Trial.time_ns(body)))
        }
        try timed("create") { () throws(CheckEnd) in try driver.expect("create", driver.create()) }
        try timed("configure") { () throws(CheckEnd) in try driver.prepare() }
        try timed("start") { () throws(CheckEnd) in try driver.expect("start", driver.start()) }
        try driver.runStarted(2)
        try timed("stop") { () throws(CheckEnd) in try driver.expect("stop", driver.stop()) }
        try timed("destroy") { () throws(CheckEnd) in driver.destroy() }
        trial.answer.note(times.map { "\($0.0) \($0.1 / 1000) µs" }.joined(separator: ", "))
        if let late = times.first(where: { $0.1 > 5_000_000_000 }) {
            throw .breach("\(late.0) took \(late.1 / 1_000_000) ms")
        }
    }

    static func silentAfter(_ trial: Trial) throws(CheckEnd) {
        let threads = ProcessFacts.threads().count
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.runStarted(5)
        driver.destroy()
        trial.answer.at("after destroy")
        let wait_us: UInt32 = trial.isFull ? 2_000_000 : 300_000
        if ProcessFacts.threads().count > threads { usleep(wait_us) }
    }

    static func threadsGone(_ trial: Trial) throws(CheckEnd) {
        let threads = ProcessFacts.threads().count
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.runStarted(3)
        driver.destroy()
        let left = settledThreads(threads) - threads
        if left > 0 { throw .breach("\(left) threads are left half a second after destroy") }
    }

    static func idle(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        usleep(20_000)
        let wait_us: UInt32 = trial.isFull ? 2_000_000 : 250_000
        let before_ns = shim_process_cpu_ns()
        usleep(wait_us)
        let share = Double(shim_process_cpu_ns() - before_ns) / Double(wait_us) / 10
        trial.answer.note("\(Int(share.rounded())) %")
        if share > 2 { throw .breach("it used \(Int(share)) % of a core") }
    }
}
