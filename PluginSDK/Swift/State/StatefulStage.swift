/// A stage whose memory outlives it: the host asks for its state between two items and hands it to the instance that
/// takes its place, after a crash of its worker or when a running graph is edited (`sluice.state/1`).
///
/// ```swift
/// extension Counter: StatefulStage {
///     public static var stateVersion: UInt32 { 1 }
///     public func save(to state: inout StateWriter) { state.write(count) }
///     public mutating func restore(from state: inout StateReader) throws(StageError) { count = try state.read() }
/// }
/// ```
/// Both calls come between items of a stage that is started, never beside another one, and emit nothing. `restore` may
/// come before or after ``Stage/begin(_:port:to:)`` of the streams it speaks of: a stage that begins a stream it knows
/// goes on with it. After a crash the state may be a little older than the last item that the lost instance gave out, so
/// numbers that must not be given twice have to leave room.
///
/// The SDK puts the stage's id, the version, the length and a checksum before what is written, so that states of other
/// stages, of versions that are not read here, and damaged ones never reach ``restore(from:)``.
public protocol StatefulStage: Stage, ~Copyable {
    /// The format that ``save(to:)`` writes: raise it with each change of it.
    static var stateVersion: UInt32 { get }

    /// The oldest format that ``restore(from:)`` reads; ``stateVersion`` unless said otherwise.
    static var oldestStateVersion: UInt32 { get }

    /// Writes what the stage remembers. The same memory gives the same bytes.
    /// - Throws: Why it cannot; the stage goes on, and a successor begins without a state.
    borrowing func save(to state: inout StateWriter) throws(StageError)

    /// Takes the memory of another instance in place of its own, all or nothing: read all of it into values first, check
    /// them, then assign. What is read may have been written under other settings.
    /// - Throws: `unsupported` for a state that these settings cannot use, `argument` for one that is not sound. The
    ///   stage then is as it was, and begins anew.
    mutating func restore(from state: inout StateReader) throws(StageError)
}

extension StatefulStage where Self: ~Copyable {
    /// Only the present format.
    public static var oldestStateVersion: UInt32 { stateVersion }

    /// The functions of the protocol, for the host's table.
    public static var stateFunctions: StateFunctions<Self>? {
        StateFunctions(
            newest: stateVersion, oldest: oldestStateVersion,
            save: { (stage, state) throws(StageError) in try stage.save(to: &state) },
            restore: { (stage, state) throws(StageError) in try stage.restore(from: &state) })
    }
}

/// How the state of a stage type is saved and restored; ``StatefulStage`` makes it.
public struct StateFunctions<S: Stage & ~Copyable> {
    let newest: UInt32
    let oldest: UInt32
    let save: (borrowing S, inout StateWriter) throws(StageError) -> Void
    let restore: (inout S, inout StateReader) throws(StageError) -> Void
}
