import CSluice

/// What a checking host does beyond, or instead of, what a host does.
struct HostBehaviour: Sendable {
    /// Offers a longer table, with unknown fields and flags set, as a later minor would.
    var isNewer = false
    /// What `emit` returns instead of what it should.
    var emitStatus: sluice_status?
    /// Which of the host's allocations fails, counted from 1 from the moment this is set; 0 for none.
    var failingAllocation = 0
    /// Whether `intern` knows no more texts.
    var internFails = false
    /// Whether the graph is stopping.
    var isCancelled = false
    /// What new frames are filled with.
    var undefinedByte: UInt8 = 0xCD
    /// Whether what is emitted is only counted, so that the host's own memory stays flat.
    var forgetsItems = false
    /// Called in each emit, on the thread that emits, before anything else.
    var onEmit: (@Sendable () -> Void)?
}

/// A call of the plugin that is under way.
enum StageCall: String, Sendable {
    case none, create, configure, negotiate, start, stop, begin, end, process, advance, produce, drain, reset, destroy
    case getExtension = "get_extension"
    case set, save, restore

    /// Whether items may go out.
    var emits: Bool {
        switch self {
        case .process, .advance, .produce, .end, .drain: true
        default: false
        }
    }

    /// Whether the host's [work] functions may be called.
    var isWork: Bool {
        switch self {
        case .begin, .end, .process, .advance, .produce, .drain, .reset, .set, .save, .restore: true
        default: false
        }
    }
}
