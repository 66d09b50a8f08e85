/// `iso.*`: the stage in a worker process, as `isolation: process` has it.
enum Isolation {
    static let checks: [Check] = [
        Check(
            "iso.01", "same-result", .must, .stage, "In a worker, under its sandbox, the stage gives the same items."
        ) {
            trial throws(CheckEnd) in try IsolationBodies.sameResult(trial)
        },
        Check(
            "iso.02", "crash-contained", .must, .stage,
            "When its worker is ended, a new one goes on as a new instance with the saved state does."
        ) {
            trial throws(CheckEnd) in try IsolationBodies.crash(trial)
        },
        Check(
            "iso.03", "hang-contained", .must, .stage,
            "When its worker stands still amid an item and is ended, a new one goes on in the same way."
        ) {
            trial throws(CheckEnd) in try IsolationBodies.hang(trial)
        },
        Check(
            "iso.06", "stdout-noise", .must, .stage,
            "What the stage prints in a worker goes to the log, and nothing to the socket between worker and host."
        ) {
            trial throws(CheckEnd) in try IsolationBodies.noise(trial)
        },
    ]
}
