import HostCore
import HostMemory
import Synchronization

/// What all nodes of a run share.
final class GraphServices: Sendable {
    let store: FrameStore
    let clock: any HostClock
    let names = NameTable()
    let streams = StreamTable()
    let log: LogSink
    let cancelled = Atomic<Bool>(false)
    let trace: TraceRecorder?
    let completion: Completion
    let models: (any ModelLocator)?
    /// Whether stages are told the time of their items.
    let repeatsTime: Bool

    init(
        store: FrameStore, clock: any HostClock, log: @escaping LogSink, trace: TraceRecorder?,
        completion: Completion, models: (any ModelLocator)?, repeatsTime: Bool
    ) {
        self.repeatsTime = repeatsTime
        self.models = models
        self.store = store
        self.clock = clock
        self.log = log
        self.trace = trace
        self.completion = completion
    }
}

/// Takes a line of the log: level 0 (debug) to 3 (error), who says it, and the text. Called from any thread.
public typealias LogSink = @Sendable (_ level: UInt32, _ source: String, _ text: String) -> Void
