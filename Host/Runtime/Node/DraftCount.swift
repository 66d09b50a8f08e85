/// Frames that a stage has asked for and has neither emitted nor given back. Those of earlier calls count against its
/// `holds_frames`, like frames that it keeps.
struct DraftCount {
    /// All of them.
    private(set) var alive: Int32 = 0
    /// Of those, the ones that were made before the present piece of work.
    private var older: Int32 = 0
    private var work = UInt64.max
    private(set) var wasTold = false

    /// How many outlive the call that asked for them.
    /// - Parameter now: Number of the present piece of work of the task.
    mutating func outliving(_ now: UInt64) -> Int32 {
        if work != now {
            work = now
            older = alive
        }
        return older
    }

    mutating func add() { alive += 1 }

    mutating func remove() {
        alive = max(0, alive - 1)
        older = min(older, alive)
    }

    mutating func markTold() { wasTold = true }
}
