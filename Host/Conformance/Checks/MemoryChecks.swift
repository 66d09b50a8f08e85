/// `mem.*`: who may touch what, and until when.
enum MemoryChecks {
    static let checks: [Check] = [
        Check("mem.01", "input-ro", .must, .stage, "Input frames are not written to.") { trial throws(CheckEnd) in
            try MemoryBodies.everyFormat(trial, side: .end)
        },
        Check(
            "mem.02", "overread", .must, .stage,
            "Nothing is read or written beyond the ends of what the host hands out."
        ) {
            trial throws(CheckEnd) in
            try MemoryBodies.everyFormat(trial, side: .end)
            try MemoryBodies.everyFormat(trial, side: .start)
        },
        Check("mem.03", "unwritten-output", .must, .stage, "Each visible pixel of a new frame is written.") {
            trial throws(CheckEnd) in try MemoryBodies.unwritten(trial)
        },
        Check(
            "mem.04", "padding-unused", .must, .stage, "Bytes between the rows and behind the planes change no result."
        ) {
            trial throws(CheckEnd) in try MemoryBodies.padding(trial)
        },
        Check("mem.05", "balance", .must, .stage, "Each frame that was taken is given back once, and no other is.") {
            trial throws(CheckEnd) in try MemoryBodies.balance(trial)
        },
        Check("mem.06", "use-after-release", .must, .stage, "Nothing is touched after its last use is over.") {
            trial throws(CheckEnd) in try MemoryBodies.release(trial)
        },
        Check(
            "mem.07", "leak", .must, .stage, "Memory does not grow with the number of items.",
            rounds: [MemoryBodies.exactHeap]
        ) { trial throws(CheckEnd) in try MemoryBodies.leak(trial) },
        Check("mem.08", "hold-limit", .must, .stage, "At most holds_frames of the manifest are kept in each stream.") {
            trial throws(CheckEnd) in try MemoryBodies.holdLimit(trial)
        },
        Check(
            "mem.09", "allocator-pairing", .must, .stage,
            "What the host made is given back to the host, and freed by nobody."
        ) { trial throws(CheckEnd) in try MemoryBodies.balance(trial) },
        Check(
            "mem.10", "alloc-failure", .should, .stage,
            "When the host has no memory, the item fails and the stage goes on."
        ) { trial throws(CheckEnd) in try MemoryBodies.allocationFailure(trial) },
    ]
}
