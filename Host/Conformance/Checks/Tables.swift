import CSluice
import HostLoading

/// `abi.*`: tables, versions and extensions.
enum Tables {
    static let checks: [Check] = [
        Check(
            "abi.01", "entry-is-function", .must, .file,
            "The entry symbol is a function and returns the same table each time."
        ) { trial throws(CheckEnd) in try TableBodies.entry(trial) },
        Check(
            "abi.02", "version-refuse", .must, .library,
            "Hosts of another major version are refused with a reason, and without one when nobody listens."
        ) { trial throws(CheckEnd) in try TableBodies.refuses(trial) },
        Check("abi.03", "struct-size", .must, .file, "Tables say how large they are: what version 1.0 has at least.") {
            trial throws(CheckEnd) in try TableBodies.sizes(trial)
        },
        Check("abi.04", "older-host", .must, .stage, "The stage looks at nothing behind a host's tables and structs.") {
            trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(6)
        },
        Check(
            "abi.05", "newer-host", .must, .stage,
            "The stage works with a host whose table is longer and whose flags are new."
        ) { trial throws(CheckEnd) in try TableBodies.newerHost(trial) },
        Check("abi.06", "required-pointers", .must, .file, "No required function of a table is NULL.") {
            trial throws(CheckEnd) in try TableBodies.slots(trial)
        },
        Check(
            "abi.07", "unknown-extension", .must, .stage,
            "Unknown extensions are answered with NULL, known ones with the same pointer each time."
        ) { trial throws(CheckEnd) in try TableBodies.extensions(trial) },
        Check(
            "abi.08", "declared-extensions", .must, .stage,
            "Extension tables are whole, and live settings go with sluice.params/1."
        ) { trial throws(CheckEnd) in try TableBodies.extensionTables(trial) },
        Check("abi.09", "reserved-zero", .should, .stage, "Reserved fields of what is emitted are 0.") {
            trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(12)
        },
        Check(
            "abi.10", "no-unwind", .must, .stage, "Whatever error the host returns, the stage returns from its call."
        ) { trial throws(CheckEnd) in try TableBodies.hostErrors(trial) },
    ]
}
