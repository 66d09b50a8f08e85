/// `state.*`: saved state, for stages that offer it.
enum StateChecks {
    static let checks: [Check] = [
        Check(
            "state.01", "roundtrip", .must, .stage,
            "A new instance that takes a saved state goes on as the old one does."
        ) {
            trial throws(CheckEnd) in try StateBodies.roundTrip(trial)
        },
        Check("state.02", "binary-stable", .should, .stage, "The same state is saved as the same bytes.") {
            trial throws(CheckEnd) in try StateBodies.stable(trial)
        },
        Check("state.04", "junk", .must, .stage, "What is no state is refused, and the state before stays.") {
            trial throws(CheckEnd) in try StateBodies.junk(trial)
        },
        Check("state.06", "save-time", .should, .stage, "Saving takes at most 100 ms.", measuresTime: true) {
            trial throws(CheckEnd) in try StateBodies.time(trial)
        },
    ]
}
