/// `rt.*`: how long things take.
enum Timing {
    static let checks: [Check] = [
        Check(
            "rt.01", "latency", .should, .stage, "An item costs at most four times what the manifest states.",
            measuresTime: true
        ) { trial throws(CheckEnd) in try TimingBodies.latency(trial) },
        Check(
            "rt.03", "blocking", .should, .stage, "A stage that does not declare `blocking` does not wait in process.",
            measuresTime: true
        ) { trial throws(CheckEnd) in try TimingBodies.waits(trial) },
        Check(
            "rt.04", "declared-delay", .must, .stage,
            "A stage that does not declare `holds` emits nothing of earlier items."
        ) { trial throws(CheckEnd) in try TimingBodies.delay(trial) },
        Check(
            "rt.06", "content", .should, .stage, "No content takes more than eight times as long as noise.",
            measuresTime: true
        ) { trial throws(CheckEnd) in try TimingBodies.content(trial) },
        Check(
            "rt.07", "warm-up", .info, .stage, "The first item takes at most ten times as long as others.",
            measuresTime: true
        ) {
            trial throws(CheckEnd) in try TimingBodies.warmUp(trial)
        },
    ]
}
