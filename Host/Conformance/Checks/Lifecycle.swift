/// `life.*`: calls in the right order, in the wrong one, and again and again.
enum Lifecycle {
    static let checks: [Check] = [
        Check("life.01", "happy", .must, .stage, "An instance lives from create to destroy, with items in between.") {
            trial throws(CheckEnd) in try LifecycleBodies.happy(trial)
        },
        Check(
            "life.02", "cycle", .must, .stage, "Many lives leave memory, descriptors and threads as they were.",
            rounds: [MemoryBodies.exactHeap]
        ) { trial throws(CheckEnd) in try LifecycleBodies.cycle(trial) },
        Check(
            "life.03", "wrong-order", .must, .stage,
            "Calls in a state that forbids them are refused with SLUICE_E_STATE."
        ) { trial throws(CheckEnd) in try LifecycleBodies.wrongOrder(trial) },
        Check("life.04", "destroy-any-state", .must, .stage, "destroy works in every state.") {
            trial throws(CheckEnd) in try LifecycleBodies.destroyAnywhere(trial)
        },
        Check(
            "life.05", "start-fail-clean", .must, .stage,
            "When the host cannot help while the stage gets ready, it says so, and a second try works."
        ) { trial throws(CheckEnd) in try LifecycleBodies.failedStart(trial) },
        Check(
            "life.06", "deadline", .must, .stage, "create, configure, start, stop and destroy each return within 5 s."
        ) { trial throws(CheckEnd) in try LifecycleBodies.deadline(trial) },
        Check("life.07", "no-call-after", .must, .stage, "Nothing calls the host after destroy has returned.") {
            trial throws(CheckEnd) in try LifecycleBodies.silentAfter(trial)
        },
        Check("life.08", "threads-gone", .should, .stage, "Threads that an instance started are gone after destroy.") {
            trial throws(CheckEnd) in try LifecycleBodies.threadsGone(trial)
        },
        Check(
            "life.09", "idle-cpu", .should, .stage, "Started and without items, a stage uses less than 2 % of a core.",
            measuresTime: true
        ) { trial throws(CheckEnd) in try LifecycleBodies.idle(trial) },
    ]
}
