import HostCore

/// A crash of an isolated unit, for people and for reports.
public struct CrashReport: Sendable, Hashable {
    /// File name of the plugin, as far as known.
    public var plugin: String?
    /// Name of the stage in the graph.
    public var stage: String?
    /// How it crashed; `nil` when the process ended without a chance to write it down, such as by SIGKILL.
    public var trace: CrashTrace?
    /// The signal that ended the process; 0 when it exited.
    public var signal: Int32
    /// What it said last on standard error, such as the text of `fatalError`.
    public var message: String?
    /// The frames, named.
    public var frames: [NamedFrame]
    /// Calls that the sandbox had refused before.
    public var refusals: [RefusedCall]

    /// A report.
    public init(
        plugin: String? = nil, stage: String? = nil, signal: Int32, trace: CrashTrace? = nil, message: String? = nil,
        frames: [NamedFrame] = [], refusals: [RefusedCall] = []
    ) {
        self.plugin = plugin
        self.stage = stage
        self.signal = signal
        self.trace = trace
        self.message = message
        self.frames = frames
        self.refusals = refusals
    }

    /// The report of a worker that a signal ended, from its record.
    /// - Parameters:
    ///   - snapshot: What the worker left behind.
    ///   - signal: The signal by which it ended, from its wait status; 0 when it exited.
    ///   - errors: The last bytes that it wrote to standard error.
    ///   - plugin: File name of the plugin.
    ///   - stage: Name of the stage.
    ///   - symbols: Names addresses; kept by the caller, as it remembers files that it has read.
    public init(
        _ snapshot: WorkerSnapshot, signal: Int32, errors: [UInt8] = [], plugin: String? = nil, stage: String? = nil,
        symbols: inout Symbolizer
    ) {
        self.init(
            plugin: plugin, stage: stage, signal: signal, trace: snapshot.crash,
            message: LastWords.line(of: errors),
            frames: symbols.name(snapshot.crash?.frames ?? [], in: snapshot.images), refusals: snapshot.refusals)
    }
}
