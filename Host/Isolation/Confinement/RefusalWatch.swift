import HostSandbox

/// Finds calls that a worker's sandbox has refused since the last look.
struct RefusalWatch: Sendable {
    /// A refused call, for people.
    struct Refusal: Sendable {
        var text: String
        /// Whether it only looked for a file.
        var isProbe: Bool
    }

    private var total: UInt64 = 0
    private var counts: [UInt32] = []

    /// Nothing seen yet.
    init() {}

    /// What is new, equal calls included. Cheap when there is nothing.
    mutating func look(_ record: borrowing WorkerRecord) -> [Refusal] {
        let total = record.refusalCount
        guard total != self.total else { return [] }
        self.total = total
        let snapshot = record.snapshot()
        let new = snapshot.refusals.enumerated().filter { index, refusal in
            index >= counts.count || refusal.count != counts[index]
        }
        counts = snapshot.refusals.map(\.count)
        return new.map { _, refusal in
            var once = refusal
            once.count = 1
            return Refusal(text: once.text(caller: refusal.caller(in: snapshot.images)), isProbe: refusal.isProbe)
        }
    }

    /// What most likely made a call fail: the last attempt to reach out, else the last file that was looked for.
    mutating func cause(_ record: borrowing WorkerRecord) -> String? {
        let new = look(record)
        return (new.last { !$0.isProbe } ?? new.last)?.text
    }
}
