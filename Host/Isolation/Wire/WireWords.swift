/// What the host asks of an instance in a worker. The numbers are between one host and its own worker program.
enum Call: UInt32 {
    case create = 1
    case configure, negotiate, start, stop, destroy
    case begin, end, process, advance, produce, drain, reset
    /// `sluice.state/1`.
    case save, restore
    /// `sluice.params/1`.
    case set
    /// `sluice.batch/1`: `seq` items, one behind the other.
    case processBatch
    /// What the host says to a question.
    case answer

    /// In words, for reports.
    var name: String {
        switch self {
        case .create: "create"
        case .configure: "configure"
        case .negotiate: "negotiate"
        case .start: "start"
        case .stop: "stop"
        case .destroy: "destroy"
        case .begin: "begin"
        case .end: "end"
        case .process: "process"
        case .advance: "advance"
        case .produce: "produce"
        case .drain: "drain"
        case .reset: "reset"
        case .save: "save"
        case .restore: "restore"
        case .set: "set"
        case .processBatch: "process"
        case .answer: "answer"
        }
    }
}

/// What a worker says.
enum ReplyKind: UInt32 {
    /// The call has returned.
    case done = 1
    /// It needs something of the host before it can go on.
    case question
}

/// What a worker needs within a call.
enum Question: UInt32 {
    /// The number of a text: what comes with it.
    case intern = 1
    /// The host's time.
    case now
    /// Slots for frames of `a` bytes.
    case lease
    /// A kept copy of a part of frame `a`: what comes with it says which.
    case keep
    /// Room: take the entries so far.
    case flush
}

/// What is in a reply, in order.
enum EntryKind: UInt32 {
    /// Item `a` of those that came in goes out by `port`, as it is.
    case pass = 1
    /// An item goes out by `port`; frame `a`, `b` is 1 when the worker made it.
    case emit
    /// Stream `a` has come to `b` at `c`.
    case progress
    /// Why the call returns status `c`: text of `a` bytes.
    case error
    /// Frame `a` is held beyond the call.
    case hold
    /// Frame `a` is let go.
    case release
    /// Bytes of a saved state, `a` of them.
    case state
    /// Item `a` of those that came in has failed with status `c`.
    case failed
    /// Number `a` of the stage's own, of kind `port`, is `c`, as bits; its name of `b` bytes and its help of `d` follow.
    case metric
}

/// Flags in the reply to `create` and `configure`. With ``hasBatch``, `a` and `b` are the most items in a call and the
/// longest wait in nanoseconds; with ``hasState``, `question` is the version of the state.
enum InstanceFlags {
    static let hasState: UInt32 = 1
    static let hasParams: UInt32 = 2
    static let wantsAdvance: UInt32 = 4
    static let hasBatch: UInt32 = 8
    static let hasMetrics: UInt32 = 16
}

/// Messages over the socket. Each begins with its kind, a number, and a size.
enum MessageKind: UInt32 {
    /// Host: how the worker is set up. JSON.
    case boot = 1
    /// Worker: it is ready. JSON.
    case ready
    /// Worker: it cannot be used. Text.
    case unusable
    /// Host: an instance; its mailbox comes with it. JSON.
    case instance
    /// Host: a slab, `number` its name, its descriptor comes with it; `size` bytes, `flag` 1 to write.
    case slab
    /// Host: forget slab `number`.
    case dropSlab
    /// Worker: a line for the log of instance `number`, level in `flag`.
    case log
}

/// The head of each message.
struct MessageHead {
    var kind: UInt32
    var number: UInt32
    var flag: UInt32
    var reserved: UInt32 = 0
    var size: UInt64

    static let bytes = 24
    /// The protocol's version: host and worker program must be of one build.
    static let version: Int64 = 1
}
