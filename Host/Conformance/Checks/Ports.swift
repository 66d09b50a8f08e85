/// `port.*`: what goes in and comes out.
enum Ports {
    static let checks: [Check] = [
        Check("port.01", "declared", .must, .stage, "Each format that a port declares is agreed to and worked with.") {
            trial throws(CheckEnd) in try PortBodies.declared(trial)
        },
        Check(
            "port.02", "refuse", .must, .stage,
            "negotiate refuses what the manifest does not list with SLUICE_E_FORMAT."
        ) { trial throws(CheckEnd) in try PortBodies.refuses(trial) },
        Check(
            "port.03", "output-as-negotiated", .must, .stage,
            "All that is emitted has a declared port, kind, format and type, and regions that are whole."
        ) { trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(20)
        },
        Check(
            "port.04", "renegotiate", .must, .stage,
            "Frames may change size from one to the next, and the format may change between stop and start."
        ) { trial throws(CheckEnd) in try PortBodies.changes(trial) },
        Check(
            "port.05", "multi-port", .should, .stage,
            "Optional ports may stay silent, and streams may come interleaved."
        ) { trial throws(CheckEnd) in try PortBodies.several(trial) },
        Check(
            "port.06", "metadata-pass", .should, .stage,
            "What travels beside a picture that is passed on, and is unknown to the stage, goes on with it."
        ) { trial throws(CheckEnd) in try PortBodies.metadata(trial) },
    ]
}
