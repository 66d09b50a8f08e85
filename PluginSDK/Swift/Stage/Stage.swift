/// A stage: the one type a plugin author writes.
///
/// Calls on one instance never overlap, but may come on different threads. A stage is made when its configuration
/// is known and lives until the graph ends or is configured anew. Only ``manifest``, ``init(settings:context:)`` and
/// ``process(_:to:)`` are required.
public protocol Stage: ~Copyable {
    /// The configuration, as a Swift type; ``NoSettings`` for none.
    associatedtype Settings: StageSettings = NoSettings

    /// What the stage is and needs, stated before it exists.
    static var manifest: StageManifest { get }

    /// Makes the stage. All that can fail for a missing or wrong file fails here, not at the first frame.
    /// - Parameters:
    ///   - settings: Validated by the host against ``StageSettings/schema``, defaults filled in.
    ///   - context: What the host does for the stage; may be kept.
    init(settings: Settings, context: StageContext) throws(StageError)

    /// Gets ready for items: the place for what is slow or takes memory.
    mutating func start() throws(StageError)

    /// A stream begins on an input port.
    mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError)

    /// Handles one item. The item is borrowed: it cannot outlive the call.
    /// - Parameters:
    ///   - item: The item and the port it came in by.
    ///   - output: Where results go.
    /// - Throws: An error fails this item only.
    mutating func process(_ item: ItemView, to output: Output) throws(StageError)

    /// How the stage wants its items gathered; `nil` for one at a time. Asked once the stage is made. A stage that answers
    /// gets all its items through ``process(batch:to:)``, and names in ``StageManifest/batchKey`` the setting that says
    /// how many.
    var batching: BatchPolicy? { get }

    /// Handles several items in one call: outputs stand in the order of the items they were made from. What fails for one
    /// item goes to ``ItemBatch/fail(_:_:)``.
    /// - Throws: An error fails all items of the call.
    mutating func process(batch: ItemBatch, to output: Output) throws(StageError)

    /// No item with this `seq` or a lower one will follow. Called when the manifest says ``StageManifest/advances``.
    mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError)

    /// A stream ends on an input port.
    mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError)

    /// Emits all that is held back; all streams have ended.
    mutating func drain(to output: Output) throws(StageError)

    /// Forgets the history of a stream (all for `nil`), as if new.
    mutating func reset(stream: UInt32?)

    /// Sources only: emits the next items.
    /// - Parameter deadline_ns: Return ``Production/nothingYet`` by then, on the clock of ``StageContext/now_ns``.
    mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production

    /// Takes new values of the settings that ``StageSettings/schema`` marks ``SettingMark/live``; all others are as they
    /// were. Comes between two items, never beside ``process(_:to:)``, and emits nothing.
    /// - Throws: Why the new values cannot be used; the old ones then stay in force, all of them.
    mutating func set(_ settings: Settings) throws(StageError)

    /// Lets go of what ``start()`` took.
    mutating func stop() throws(StageError)

    /// How what the stage remembers is saved; `nil` for a stage whose memory ends with it. Not for authors to write:
    /// conform to ``StatefulStage``.
    static var stateFunctions: StateFunctions<Self>? { get }
}

extension Stage where Self: ~Copyable {
    /// Does nothing.
    public mutating func start() throws(StageError) {}
    /// Does nothing.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {}
    /// Passes the item on.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        try output.emit(item)
    }
    /// One at a time.
    public var batching: BatchPolicy? { nil }
    /// Handles one item after the other.
    public mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        for position in batch.indices {
            do throws(StageError) {
                try process(batch[position], to: output)
            } catch {
                batch.fail(position, error)
            }
        }
    }
    /// Does nothing.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {}
    /// Does nothing.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {}
    /// Does nothing.
    public mutating func drain(to output: Output) throws(StageError) {}
    /// Does nothing.
    public mutating func reset(stream: UInt32?) {}
    /// Says that there is nothing more.
    public mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production { .end }
    /// Refuses: a stage that marks settings live says what becomes of them.
    public mutating func set(_ settings: Settings) throws(StageError) {
        throw StageError(.unsupported, "the stage marks settings as live and does not take them; write its set(_:)")
    }
    /// Does nothing.
    public mutating func stop() throws(StageError) {}
    /// None: the memory of the stage ends with it.
    public static var stateFunctions: StateFunctions<Self>? { nil }
}

/// What a source did when asked for items.
public enum Production: Sendable {
    /// Emitted some; more will come.
    case emitted
    /// Nothing to emit before the deadline.
    case nothingYet
    /// There is no more.
    case end
}

/// A point in a stream's time.
public struct StreamTime: Sendable, Hashable {
    /// The stream's number in the run.
    public var stream: UInt32
    /// No item with this number or a lower one will follow.
    public var seq: UInt64
    /// Stream time in nanoseconds.
    public var pts_ns: Int64

    /// A point in a stream's time.
    public init(stream: UInt32, seq: UInt64, pts_ns: Int64) {
        self.stream = stream
        self.seq = seq
        self.pts_ns = pts_ns
    }
}
