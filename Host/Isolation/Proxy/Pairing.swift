/// When a stage's thread and its worker's run on one processor.
///
/// One of the two always waits for the other. Where the system puts them on two processors, each wake has to rouse the
/// other one, which takes up to 20 µs where it rests in a virtual machine; on one processor a call costs two switches. To
/// bind threads takes the choice from the scheduler, so it is done only while calls are short and come close after one
/// another: then nothing that waits for the processor waits longer than ``shortCall_ns``, and otherwise what a wake costs
/// does not show. Now and then the scheduler may choose anew.
struct Pairing {
    /// Longer calls are worth a wake.
    static let shortCall_ns: Int64 = 100_000
    /// After a longer pause the wake is one of many.
    static let shortPause_ns: Int64 = 200_000
    /// So many short calls come first: a stage that begins makes its threads, which inherit where they may run.
    static let least = 16
    /// How long the scheduler has no choice.
    static let stay_ns: Int64 = 10_000_000

    private var shortCalls = 0
    private var processor: Int32?
    private var since_ns: Int64?
    private var began_ns: Int64 = 0
    private var ended_ns: Int64 = 0

    /// A call begins.
    /// - Parameter processor: Where the caller runs.
    /// - Returns: The processor that both shall stay on, or `nil` for the system's choice.
    mutating func begin(at_ns now_ns: Int64, on processor: Int32?) -> Int32? {
        if now_ns &- ended_ns > Self.shortPause_ns { shortCalls = 0 }
        let isNew = processor != self.processor
        (began_ns, self.processor) = (now_ns, processor)
        let since_ns = self.since_ns ?? now_ns
        guard shortCalls >= Self.least, !isNew, now_ns &- since_ns <= Self.stay_ns else {
            self.since_ns = nil
            return nil
        }
        self.since_ns = since_ns
        return processor
    }

    /// The call that began is over.
    mutating func end(at_ns now_ns: Int64) {
        ended_ns = now_ns
        shortCalls = now_ns &- began_ns <= Self.shortCall_ns ? min(Self.least, shortCalls + 1) : 0
    }
}
