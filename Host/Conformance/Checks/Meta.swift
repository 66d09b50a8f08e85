import CSluice
import HostCore
import HostLoading

/// `meta.*`: what a plugin says about itself.
enum Meta {
    static let checks: [Check] = [
        Check("meta.01", "docs", .should, .stage, "The stage, its licence and each port are described.") {
            trial throws(CheckEnd) in try MetaBodies.words(trial)
        },
        Check("meta.02", "example", .should, .stage, "The example that the plugin names is there and uses the stage.") {
            trial throws(CheckEnd) in try MetaBodies.example(trial)
        },
        Check(
            "meta.04", "metrics", .should, .stage, "Numbers have names with units, stay finite, and counters only rise."
        ) {
            trial throws(CheckEnd) in try MetaBodies.metrics(trial)
        },
        Check("meta.05", "log-hygiene", .should, .stage, "Nothing is printed, and no warning is repeated without end.")
        {
            trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(120)
        },
    ]
}

/// What the checks of descriptions do.
enum MetaBodies {
    static func words(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        if manifest.summary.isEmpty { throw .breach("the manifest has no summary") }
        if manifest.license.isEmpty { throw .breach("the manifest names no licence") }
        for port in manifest.inputs + manifest.outputs where port.summary.isEmpty {
            throw .breach("the port '\(port.name)' has no description")
        }
    }

    static func example(_ trial: Trial) throws(CheckEnd) {
        let manifest = try trial.stage().manifest
        let name = trial.expectations.stage(manifest.id).example
        if name.isEmpty { throw .skip("the plugin names no example (NAME.conform.json)") }
        let path = Paths.join(trial.expectations.folder, name)
        guard let bytes = SmallFile.read(path) else { throw .breach("the example \(path) is not there") }
        let text = String(decoding: bytes, as: UTF8.self)
        let isUsed =
            TextSearch.finds("use: \(manifest.id)", in: text)
            || TextSearch.finds("use: \(manifest.shortName)", in: text)
        if !isUsed { throw .breach("the example \(path) does not use the stage") }
    }

    static func metrics(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        guard let raw = driver.getExtension(SLUICE_EXT_METRICS) else {
            throw .skip("the stage has no numbers of its own")
        }
        let table = raw.assumingMemoryBound(to: sluice_metrics.self)
        let before = MetricsReader.readAll(table, driver)
        for metric in before {
            guard let metric else { throw .breach("a number below count cannot be read") }
            if !isName(metric.name) { throw .breach("'\(metric.name)' is not like queue_bytes") }
            if metric.help.isEmpty { throw .breach("'\(metric.name)' has no help") }
            if metric.kind != UInt32(SLUICE_METRIC_COUNTER), metric.kind != UInt32(SLUICE_METRIC_GAUGE) {
                throw .breach("'\(metric.name)' is neither a counter nor a gauge")
            }
        }
        try driver.runStarted(10)
        let after = MetricsReader.readAll(table, driver)
        if after.count != before.count { throw .breach("the count went from \(before.count) to \(after.count)") }
        for (old, new) in zip(before, after) {
            guard let old, let new, old.name == new.name, new.value.isFinite else {
                throw .breach("a number changed its name or is not finite")
            }
            if new.kind == UInt32(SLUICE_METRIC_COUNTER), new.value < old.value {
                throw .breach("the counter '\(new.name)' fell")
            }
        }
    }

    private static func isName(_ name: String) -> Bool {
        name.first?.isLowercase == true
            && name.unicodeScalars.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "_" }
    }
}
