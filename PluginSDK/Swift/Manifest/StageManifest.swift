/// What a stage states about itself before it exists: the host checks graphs against it without running any code.
public struct StageManifest: Sendable {
    /// What the stage remembers between items.
    public enum State: String, Sendable {
        /// Nothing: items may go to any of several instances.
        case none
        /// Something for each stream: a stream keeps to one instance.
        case stream
        /// Something across streams: there is one instance.
        case graph
    }

    /// Reverse-DNS id such as `org.example.brightness`; graphs may use the last part alone.
    public var id: String
    /// Semantic version.
    public var version: String
    /// One sentence on what it does.
    public var summary: String
    /// Inputs, in order; empty for a source.
    public var inputs: [Port]
    /// Outputs, in order; empty for a sink.
    public var outputs: [Port]
    /// What it remembers.
    public var state: State
    /// Frames per stream that it may keep beyond a call.
    public var holdsFrames: Int
    /// Whether it emits items of earlier frames, so that the host must not assume a consumed frame is done with.
    public var holds: Bool
    /// Items it may emit in one call.
    public var maxOutputs: Int
    /// Whether it waits for the network or a disk: it gets a thread of its own.
    public var blocking: Bool
    /// Whether it wants ``Stage/advance(_:port:to:)``.
    public var advances: Bool
    /// Names of the scores it puts on regions.
    public var scores: [String]
    /// Types of the records it emits.
    public var records: [String]
    /// The whole-number setting that says how many items the stage takes in one call at most (``Stage/batching``), so that
    /// a plan can give it a queue to gather from; `nil` for a stage that takes one at a time.
    public var batchKey: String?
    /// SPDX licence of the shared object as built, with all it links.
    public var license: String

    /// States the contract of a stage. Defaults suit a stage that gives one output for each input.
    public init(
        id: String, version: String = "1.0.0", summary: String, inputs: [Port], outputs: [Port],
        state: State = .none, holdsFrames: Int = 0, holds: Bool = false, maxOutputs: Int = 64, blocking: Bool = false,
        advances: Bool = false, scores: [String] = [], records: [String] = [], batchKey: String? = nil,
        license: String = "Apache-2.0"
    ) {
        self.id = id
        self.version = version
        self.summary = summary
        self.inputs = inputs
        self.outputs = outputs
        self.state = state
        self.holdsFrames = holdsFrames
        self.holds = holds
        self.maxOutputs = maxOutputs
        self.blocking = blocking
        self.advances = advances
        self.scores = scores
        self.records = records
        self.batchKey = batchKey
        self.license = license
    }

    func json(configuration: String) -> String {
        var members = [
            ("id", JSONText.quote(id)), ("version", JSONText.quote(version)), ("summary", JSONText.quote(summary)),
            ("license", JSONText.quote(license)),
            ("inputs", JSONText.array(inputs.map(\.json))), ("outputs", JSONText.array(outputs.map(\.json))),
            ("state", JSONText.quote(state.rawValue)), ("holds_frames", String(holdsFrames)),
            ("holds", holds.settingJSON), ("max_outputs", String(maxOutputs)), ("blocking", blocking.settingJSON),
            ("advances", advances.settingJSON), ("scores", JSONText.array(scores.map(JSONText.quote))),
            ("records", JSONText.array(records.map(JSONText.quote))), ("configuration", configuration),
        ]
        if let batchKey { members.append(("batch_key", JSONText.quote(batchKey))) }
        return JSONText.object(members)
    }
}
