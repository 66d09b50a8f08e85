import CSluice
import HostCore

/// Live settings, files and secrets.
enum ConfigurationModels {
    static func live(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        guard let raw = driver.getExtension(SLUICE_EXT_PARAMS) else {
            throw .skip("no setting may change while it runs")
        }
        let params = raw.assumingMemoryBound(to: sluice_params.self)
        let live = driver.settings.keys(marked: "x-sluice-live").map(\.path)
        let cases = driver.settings.bounds.filter { live.contains($0.path) }
        guard let last = cases.last else { throw .skip("no live setting has bounds or choices to go to") }
        try driver.beginAll()
        var random = SplitMix64(seed: trial.seed)
        var number = 0
        let sets = try trial.repeatWithin(10_000) { _ throws(CheckEnd) in
            let change = cases[Int.random(in: 0..<cases.count, using: &random)]
            let status = try driver.set(driver.settings.changed(change), params)
            if status < 0 {
                throw .breach("\(change.what) for '\(change.name)' was refused with \(status) while it ran")
            }
            if number < 50 { try driver.feed(number..<number + 1) }
            number += 1
        }
        trial.answer.note("\(sets) sets")
        try takesEffect(trial, driver, params, last, from: number)
    }

    /// For a stage that remembers nothing: set now, or configured so from the start, is the same.
    private static func takesEffect(
        _ trial: Trial, _ driver: StageDriver, _ params: UnsafePointer<sluice_params>, _ change: SettingsMaker.Case,
        from number: Int
    ) throws(CheckEnd) {
        guard driver.manifest.state == .none else { return }
        let value = driver.settings.changed(change)
        _ = try driver.set(value, params)
        _ = driver.takeEmissions()
        try driver.feed(number..<number + 4)
        let other = try StageDriver(trial)
        try other.open(value)
        try other.beginAll()
        try other.feed(number..<number + 4)
        if driver.takeEmissions().map(\.digest) != other.takeEmissions().map(\.digest) {
            throw .breach("\(change.what) for '\(change.name)' has no effect when it is set while the stage runs")
        }
    }

    static func files(_ trial: Trial) throws(CheckEnd) {
        let maker = try trial.settings(trial.stage().manifest)
        // What names a model may be a path as well as a name of the catalogue.
        let keys = maker.keys(marked: "x-sluice-path").filter { $0.schema["x-sluice-path"] != "write" }
        if keys.isEmpty { throw .skip("no setting names a file to read") }
        let scratch = trial.request.scratch
        SmallFile.write([], to: "\(scratch)/empty")
        SmallFile.write((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 131) }, to: "\(scratch)/garbage")
        for key in keys {
            for (file, what) in [("absent", "an absent"), ("empty", "an empty"), ("garbage", "a garbage")] {
                let change = SettingsMaker.Case(
                    path: key.path, value: .string("\(scratch)/\(file)"), what: "\(what) file")
                try lateFailure(trial, maker.changed(change), change)
            }
        }
    }

    private static func lateFailure(_ trial: Trial, _ value: JSONValue, _ change: SettingsMaker.Case) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.expect("create", driver.create())
        if try driver.configure(value) < 0 { return }
        do throws(CheckEnd) {
            try driver.prepare(value)
            try driver.expect("start", driver.start())
            try driver.runStarted(2)
        } catch {
            throw .breach(
                "\(change.what) for '\(change.name)' was accepted by configure, and failed later: "
                    + ConfigurationBodies.text(error))
        }
    }

    static func secrets(_ trial: Trial) throws(CheckEnd) {
        let maker = try trial.settings(trial.stage().manifest)
        let keys = maker.keys(marked: "x-sluice-secret")
        if keys.isEmpty { throw .skip("no setting is secret") }
        let secret = "s3cret-\(trial.seed)-canary"
        for key in keys {
            let change = SettingsMaker.Case(path: key.path, value: .string(secret), what: "a secret")
            let driver = try StageDriver(trial)
            try driver.expect("create", driver.create())
            if try driver.configure(maker.changed(change)) >= 0, driver.start() >= 0 {
                try? driver.runStarted(3)
                _ = driver.stop()
            }
            let said = driver.host.lock.withLock { _ in driver.host.logs.map(\.text) + driver.host.errors.map(\.text) }
            if said.contains(where: { TextSearch.finds(secret, in: $0) }) {
                throw .breach("the value of '\(change.name)', which is secret, was logged")
            }
        }
    }
}
