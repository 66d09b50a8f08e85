import CSluice
import HostCore
import HostLoading

/// What the checks of tables do.
enum TableBodies {
    private static let largest = 65_536

    static func entry(_ trial: Trial) throws(CheckEnd) {
        let library = try RawLibrary(trial)
        let first = try library.table()
        if try library.table() != first { throw .breach("a second entry call returned another table") }
    }

    static func refuses(_ trial: Trial) throws(CheckEnd) {
        let library = try RawLibrary(trial)
        for major in [SLUICE_ABI_MAJOR + 1, 0, UInt32.max] {
            let why = ByteCollector()
            if why.collect({ library.entry(major, 0, $0) }) != nil {
                throw .breach("a host of major version \(major) was not refused")
            }
            if why.bytes.isEmpty { throw .breach("a host of major version \(major) was refused without a reason") }
            if library.entry(major, 0, nil) != nil { throw .breach("a host of major version \(major) was not refused") }
        }
        _ = try library.table()
    }

    static func sizes(_ trial: Trial) throws(CheckEnd) {
        let table = try RawLibrary(trial).table()
        try size("the library table", RawLibrary.size(table), least: ContractSize.library)
        for (index, entry) in try RawLibrary.classes(table).enumerated() {
            try size("the table of stage \(index)", RawLibrary.size(entry), least: ContractSize.stageClass)
        }
    }

    private static func size(_ what: String, _ size: Int, least: Int) throws(CheckEnd) {
        if size < least { throw .breach("\(what) has struct_size \(size), \(least) is the least") }
        if size > largest { throw .breach("\(what) has struct_size \(size), which no table has") }
    }

    static func slots(_ trial: Trial) throws(CheckEnd) {
        let table = try RawLibrary(trial).table()
        if table.pointee.describe == nil { throw .breach("describe is NULL in the library table") }
        for entry in try RawLibrary.classes(table) {
            guard RawLibrary.size(entry) >= ContractSize.stageClass else {
                throw .setup("a stage's table is too short (abi.03)")
            }
            let c = entry.pointee
            let id = c.id.map { String(cString: $0) } ?? "without an id"
            let required = [
                ("create", c.create != nil), ("destroy", c.destroy != nil), ("configure", c.configure != nil),
                ("start", c.start != nil), ("stop", c.stop != nil), ("get_extension", c.get_extension != nil),
            ]
            if let missing = required.first(where: { !$0.1 }) {
                throw .breach("\(missing.0) is NULL in the table of \(id)")
            }
            if c.process == nil, c.produce == nil {
                throw .breach("process and produce are both NULL in the table of \(id)")
            }
        }
    }

    static func newerHost(_ trial: Trial) throws(CheckEnd) {
        do throws(CheckEnd) {
            try lifeInNewerHost(trial)
        } catch {
            if case .setup(let text) = error { throw .breach(text) }
            throw error
        }
    }

    private static func lifeInNewerHost(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial, isNewer: true)
        try driver.open()
        try driver.beginAll()
        for number in 0..<4 {
            for port in driver.inputs.ports {
                var item = driver.inputs.item(number, port: port)
                item.flags |= 1 << 20
                try driver.expectItem(driver.push(item, port: port), port: port)
            }
        }
        try driver.endAll()
        try driver.expect("drain", driver.drain())
        try driver.expect("stop", driver.stop())
    }

    static func extensions(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        var random = SplitMix64(seed: trial.seed)
        var ids = (0..<10).map { _ in "org.example.\(UInt64.random(in: 0...UInt64.max, using: &random))/1" }
        ids += ["", "sluice.state/999", String(repeating: "x", count: 65_536)]
        for id in ids where driver.getExtension(id) != nil {
            throw .breach("get_extension answered '\(id.prefix(40))', which does not exist")
        }
        for id in KnownExtension.ids where driver.getExtension(id) != driver.getExtension(id) {
            throw .breach("get_extension gave two pointers for \(id)")
        }
    }

    static func extensionTables(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        for id in KnownExtension.ids {
            guard let table = driver.getExtension(id) else { continue }
            if let breach = KnownExtension.breach(id, table) { throw .breach("the table of \(id) \(breach)") }
        }
        let live = driver.settings.keys(marked: "x-sluice-live")
        let hasParams = driver.getExtension(SLUICE_EXT_PARAMS) != nil
        if let key = live.first, !hasParams {
            let name = key.path.joined(separator: ".")
            throw .breach(
                "'\(name)' may change while the stage runs, and there is no \(SLUICE_EXT_PARAMS) to say so by")
        }
        if hasParams, live.isEmpty {
            throw .breach("there is \(SLUICE_EXT_PARAMS), and no setting is marked x-sluice-live")
        }
    }

    static func hostErrors(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        var number = 0
        for code in [SLUICE_CANCELLED, 1000, -1000] + (1...10).map({ -$0 }) {
            driver.host.behaviour.emitStatus = code
            for _ in 0..<3 {
                for port in driver.inputs.ports {
                    _ = try driver.push(driver.inputs.item(number, port: port), port: port)
                }
                if driver.isSource { _ = driver.produce() }
                number += 1
            }
        }
        _ = driver.drain()
        driver.host.behaviour.emitStatus = nil
        for port in driver.inputs.ports {
            try driver.expectItem(driver.push(driver.inputs.item(number, port: port), port: port), port: port)
        }
        try driver.endAll()
        try driver.expect("stop", driver.stop())
    }
}
