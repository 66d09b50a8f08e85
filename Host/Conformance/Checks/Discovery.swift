import CSluice
import HostLoading

/// `disc.*`: the file, and what loading it does.
enum Discovery {
    static let checks: [Check] = [
        Check(
            "disc.01", "manifest-present", .should, .file, "The manifest beside the library is there and can be read."
        ) {
            trial throws(CheckEnd) in try DiscoveryBodies.sidecarPresent(trial)
        },
        Check(
            "disc.02", "manifest-matches", .must, .library,
            "The manifest beside the library says what the library says, and names this build."
        ) { trial throws(CheckEnd) in try DiscoveryBodies.sidecarMatches(trial) },
        Check(
            "disc.03", "load-now-local", .must, .file,
            "The library loads with all symbols resolved at once, as the first to be opened."
        ) { trial throws(CheckEnd) in try DiscoveryBodies.loads(trial) },
        Check(
            "disc.04", "load-clean-env", .must, .file,
            "The library loads from another folder, with an empty environment, and searches no folder of one machine."
        ) { trial throws(CheckEnd) in try DiscoveryMoves.loadsElsewhere(trial) },
        Check(
            "disc.05", "deps-portable", .should, .file,
            "The library names what it needs by name, not by path, and shares no Swift runtime."
        ) { trial throws(CheckEnd) in try DiscoveryBodies.dependencies(trial) },
        Check("disc.06", "symbols-minimal", .should, .file, "The library exports its entry function and nothing else.")
        {
            trial throws(CheckEnd) in try DiscoveryBodies.exports(trial)
        },
        Check(
            "disc.07", "scan-time", .should, .file, "Loading and describing take at most 100 ms.", measuresTime: true
        ) { trial throws(CheckEnd) in try DiscoveryBodies.scanTime(trial) },
        Check(
            "disc.08", "scan-inert", .must, .file,
            "Loading and describing start no thread or process, open nothing, and print nothing."
        ) { trial throws(CheckEnd) in try DiscoveryMoves.inert(trial) },
        Check(
            "disc.09", "describe-stable", .must, .library, "describe writes the same bytes each time, in each process.",
            rounds: [[], ["SLUICE_CONFORM_ROUND=2"]]
        ) { trial throws(CheckEnd) in try DiscoveryBodies.stable(trial) },
        Check("disc.10", "ids", .must, .library, "Ids are reverse-DNS names, versions are semantic versions.") {
            trial throws(CheckEnd) in try DiscoveryBodies.ids(trial)
        },
        Check(
            "disc.12", "signals-kept", .must, .stage,
            "Signals, locale, working folder, umask and rounding stay as the host set them."
        ) { trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(3)
        },
    ]
}
