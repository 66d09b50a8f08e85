import CSluice
import HostCore

/// What the checks of the configuration do.
enum ConfigurationBodies {
    static func schema(_ trial: Trial) throws(CheckEnd) {
        let schema = try trial.stage().manifest.configuration
        guard schema["type"] == "object" else { throw .breach("the schema's type is not object") }
        try object(schema, "")
    }

    private static func object(_ schema: JSONValue, _ path: String) throws(CheckEnd) {
        let place = path.isEmpty ? "the schema" : "'\(path)'"
        let properties = schema["properties"]?.objectValue?.members ?? []
        guard schema["additionalProperties"] == false || properties.isEmpty && path.isEmpty else {
            throw .breach("\(place) is open: it needs \"additionalProperties\": false")
        }
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for key in required where schema["properties"]?[key] == nil {
            throw .breach("\(place) requires '\(key)', which it does not describe")
        }
        for member in properties {
            let name = path.isEmpty ? member.key : "\(path).\(member.key)"
            try key(member.value, name, isRequired: required.contains(member.key))
            if member.value["properties"] != nil { try object(member.value, name) }
        }
    }

    private static func key(_ schema: JSONValue, _ name: String, isRequired: Bool) throws(CheckEnd) {
        if schema["description"]?.stringValue?.isEmpty ?? true { throw .breach("'\(name)' has no description") }
        let hasType = ["type", "enum", "const", "anyOf", "oneOf", "properties"].contains { schema[$0] != nil }
        if !hasType { throw .breach("'\(name)' has no type") }
        if let least = schema["minimum"]?.numberValue, let most = schema["maximum"]?.numberValue, least > most {
            throw .breach("'\(name)' has a minimum above its maximum")
        }
        if let mark = schema["x-sluice-path"], mark != "read", mark != "write", mark != "model" {
            throw .breach("'\(name)' has x-sluice-path \(mark.text), which is none of read, write and model")
        }
        if schema["properties"] != nil { return }
        guard let value = schema["default"] else {
            if isRequired { return }
            throw .breach("'\(name)' has no default, and is not required")
        }
        if !SchemaRule.accepts(value, schema) {
            throw .breach("'\(name)' has the default \(value.text), which it forbids")
        }
    }

    static func defaults(_ trial: Trial) throws(CheckEnd) {
        let usual = try outputs(trial, [])
        for change in try trial.settings(trial.stage().manifest).bounds.prefix(trial.isFull ? 1000 : 12) {
            guard let other = try outputs(trial, [change]) else { continue }
            if let usual, usual != other {
                throw .breach(
                    "after '\(change.name)' had been \(change.what), the defaults gave other items than from the start")
            }
        }
    }

    /// What the defaults give, after other configurations; `nil` when one of those was refused.
    private static func outputs(_ trial: Trial, _ before: [SettingsMaker.Case]) throws(CheckEnd) -> [UInt64]? {
        let driver = try StageDriver(trial)
        try driver.expect("create", driver.create())
        for change in before {
            if try driver.configure(driver.settings.changed(change)) < 0 { return nil }
        }
        let status = try driver.configure(driver.settings.minimal)
        if status < 0, status != SLUICE_E_MISSING, status != SLUICE_E_IO, status != SLUICE_E_UNSUPPORTED {
            throw .breach("the defaults of the schema are refused with \(status): \(driver.host.lastError)")
        }
        try driver.prepare()
        try driver.expect("start", driver.start())
        try driver.runStarted(4)
        let digests = driver.takeEmissions().map(\.digest)
        try driver.expect("stop", driver.stop())
        return digests
    }

    static func violations(_ trial: Trial) throws(CheckEnd) {
        let maker = try trial.settings(trial.stage().manifest)
        for change in maker.violations {
            let value = maker.changed(change)
            if SchemaRule.accepts(value, maker.schema) {
                throw .breach("the schema lets through \(change.what) for '\(change.name)'")
            }
            let driver = try StageDriver(trial)
            try driver.expect("create", driver.create())
            let status = try driver.configure(value)
            if status == SLUICE_E_CONFIG, !driver.host.names(key: change.path.last ?? "") {
                throw .breach(
                    "\(change.what) for '\(change.name)' was refused without naming the key: \(driver.host.lastError)")
            }
            if status >= 0, driver.start() >= 0 {
                _ = driver.stop()
            }
        }
        trial.answer.note("\(maker.violations.count) values")
    }

    static func bounds(_ trial: Trial) throws(CheckEnd) {
        let maker = try trial.settings(trial.stage().manifest)
        var refused = 0
        var tried = 0
        var waited = 0
        var late: CheckEnd?
        _ = try trial.repeatWithin(maker.bounds.count, share: 8) { index throws(CheckEnd) in
            let change = maker.bounds[index]
            let driver = try StageDriver(trial)
            try driver.expect("create", driver.create())
            tried += 1
            let status = try driver.configure(maker.changed(change))
            guard status >= 0 else {
                refused += 1
                return try Self.judge(status, change, driver)
            }
            do throws(CheckEnd) {
                try driver.prepare(maker.changed(change))
                try driver.expect("start", driver.start())
                if try Self.tenItems(driver) { waited += 1 }
                try driver.expect("stop", driver.stop())
            } catch {
                if case .skip = error { return }
                if late == nil { late = .breach("with \(change.what) for '\(change.name)': \(Self.text(error))") }
            }
        }
        if let late { throw late }
        trial.answer.note("\(tried) of \(maker.bounds.count) values, \(refused) refused with a reason that names a key")
        if waited > 0 { trial.answer.note("\(waited) made it wait until the graph was stopped") }
    }

    /// Hands over ten items. A stage that says that it is `blocking` may wait for longer than a check does: then the graph
    /// stops, and it has to come back.
    /// - Returns: Whether the graph had to stop.
    private static func tenItems(_ driver: StageDriver) throws(CheckEnd) -> Bool {
        guard driver.manifest.blocking else {
            try driver.runStarted(10)
            return false
        }
        let patience = try Patience(driver.host)
        do throws(CheckEnd) { try driver.runStarted(10) } catch {
            if patience.end() { return true }
            throw error
        }
        return patience.end()
    }

    private static func judge(_ status: sluice_status, _ change: SettingsMaker.Case, _ driver: StageDriver)
        throws(CheckEnd)
    {
        let isAbsence = status == SLUICE_E_MISSING || status == SLUICE_E_IO || status == SLUICE_E_UNSUPPORTED
        if isAbsence { return }
        let keys = driver.settings.schema["properties"]?.objectValue?.keys ?? []
        if status == SLUICE_E_CONFIG, keys.contains(where: { driver.host.names(key: $0) }) { return }
        throw .breach(
            "\(change.what) for '\(change.name)', which the schema allows, was refused with \(status): \(driver.host.lastError)"
        )
    }

    static func text(_ end: CheckEnd) -> String {
        switch end {
        case .breach(let text), .skip(let text), .setup(let text): text
        }
    }
}

extension CheckingHost {
    /// Whether one of the errors that were reported names a key.
    func names(key: String) -> Bool {
        lock.withLock { _ in errors.contains { TextSearch.finds(key, in: $0.text) } }
    }
}
