/// `thr.*`: which thread may do what.
enum Threads {
    static let checks: [Check] = [
        Check("thr.01", "any-worker", .must, .stage, "Successive calls may come on different threads.") {
            trial throws(CheckEnd) in try ThreadBodies.anyWorker(trial)
        },
        Check(
            "thr.02", "two-instances", .must, .stage, "Instances that run at the same time give what each gives alone."
        ) {
            trial throws(CheckEnd) in try ThreadBodies.instances(trial)
        },
        Check(
            "thr.03", "declared-model", .must, .stage,
            "What the manifest says of state holds: items (none) or streams (stream) may be dealt to several instances."
        ) { trial throws(CheckEnd) in try ThreadBodies.model(trial) },
        Check(
            "thr.04", "callback-thread", .must, .stage, "The host is called only where and when the contract allows it."
        ) {
            trial throws(CheckEnd) in
            let driver = try StageDriver(trial)
            try driver.run(12)
        },
        Check("thr.05", "control-vs-work", .must, .stage, "Calls marked [any] work while items are worked on.") {
            trial throws(CheckEnd) in try ThreadStress.anyCalls(trial)
        },
        Check("thr.06", "no-lock-over-emit", .must, .stage, "No lock is held over emit that a call marked [any] needs.")
        {
            trial throws(CheckEnd) in try ThreadStress.lockOverEmit(trial)
        },
        Check(
            "thr.07", "pool-hog", .should, .stage, "Swift's shared pool of threads is not blocked.", measuresTime: true
        ) { trial throws(CheckEnd) in try ThreadStress.poolHog(trial) },
        Check("thr.08", "thread-names", .should, .stage, "Threads of the plugin's own have names of their own.") {
            trial throws(CheckEnd) in try ThreadBodies.names(trial)
        },
    ]
}
