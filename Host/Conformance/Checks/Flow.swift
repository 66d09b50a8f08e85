/// `flow.*`: streams from begin to end.
enum Flow {
    static let checks: [Check] = [
        Check("flow.01", "drain", .must, .stage, "At the end all that is held comes out once, and then nothing.") {
            trial throws(CheckEnd) in try FlowBodies.drain(trial)
        },
        Check(
            "flow.03", "reset", .must, .stage,
            "reset discards what is held, emits nothing, and the next items start anew."
        ) {
            trial throws(CheckEnd) in try FlowBodies.reset(trial)
        },
        Check("flow.04", "discontinuity", .must, .stage, "Gaps, repeats and jumps of time that are marked do no harm.")
        {
            trial throws(CheckEnd) in try FlowBodies.jumps(trial)
        },
        Check("flow.05", "pts-range", .must, .stage, "Times of what comes out lie within the times of what came in.") {
            trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(30)
        },
        Check(
            "flow.06", "empty", .must, .stage, "A stream may have one item or none, and there may be no stream at all."
        ) {
            trial throws(CheckEnd) in try FlowBodies.empty(trial)
        },
        Check(
            "flow.07", "error-has-message", .must, .stage, "Each error that is returned was reported once, with a text."
        ) {
            trial throws(CheckEnd) in try FlowBodies.provoke(trial)
        },
        Check(
            "flow.08", "cancel", .should, .stage, "When the graph stops, process returns within a second.",
            measuresTime: true
        ) {
            trial throws(CheckEnd) in try FlowBodies.cancel(trial)
        },
    ]
}
