/// What a stage states about itself before it exists. Graphs are checked against it without running any of its code.
public struct StageManifest: Sendable, Hashable {
    /// What a stage remembers between items.
    public enum State: String, Sendable {
        /// Nothing: items may go to any of several instances.
        case none
        /// Something for each stream: a stream keeps to one instance.
        case stream
        /// Something across streams: there is one instance.
        case graph
    }

    /// Reverse-DNS id such as `io.sluice.face-detector`.
    public let id: String
    /// Semantic version.
    public let version: String
    /// What it does, in one sentence.
    public let summary: String
    /// SPDX licence of the shared object as built.
    public let license: String
    /// Inputs in order; empty for a source.
    public let inputs: [PortManifest]
    /// Outputs in order; empty for a sink.
    public let outputs: [PortManifest]
    /// What it remembers.
    public let state: State
    /// Frames per stream that it may keep beyond a call.
    public let holdsFrames: Int
    /// Whether it emits items of earlier frames.
    public let holds: Bool
    /// Items it may emit in one call.
    public let maxOutputs: Int
    /// Whether it waits for the network or a disk.
    public let blocking: Bool
    /// Whether it wants to hear of progress without items.
    public let advances: Bool
    /// Names of the scores it puts on regions.
    public let scores: [String]
    /// Types of the records it emits.
    public let records: [String]
    /// The setting that says how many items it takes in one call at most; empty for a stage that takes one at a time.
    public let batchKey: String
    /// What one item costs, in microseconds, as its author measured it; 0 when not stated.
    public let cost_us: Int
    /// JSON Schema of its configuration: an object.
    public let configuration: JSONValue
}

extension StageManifest {
    /// Reads a stage from the object in a library's manifest.
    /// - Throws: `plugin`, naming the member that is wrong. Unknown members are left alone: later plugins may add some.
    public init(json: JSONValue, at place: String = "stage") throws(HostError) {
        let outer = try ManifestReader(json, at: place)
        id = try outer.text("id")
        let reader = try ManifestReader(json, at: "stage \(id)")
        version = try reader.text("version")
        summary = try reader.text("summary", default: "")
        license = try reader.text("license", default: "")
        inputs = try Self.ports("inputs", reader)
        outputs = try Self.ports("outputs", reader)
        let stateName = try reader.text("state", default: State.none.rawValue)
        guard let state = State(rawValue: stateName) else {
            throw reader.error("state", "must be none, stream or graph, not \(stateName)")
        }
        self.state = state
        holdsFrames = try reader.whole("holds_frames", 0...65535, default: 0)
        holds = try reader.flag("holds")
        maxOutputs = try reader.whole("max_outputs", 1...65536, default: 64)
        blocking = try reader.flag("blocking")
        advances = try reader.flag("advances")
        scores = try reader.texts("scores")
        records = try reader.texts("records")
        batchKey = try reader.text("batch_key", default: "")
        cost_us = try reader.whole("cost_us", 0...3_600_000_000, default: 0)
        configuration = reader.object["configuration"] ?? ["type": "object", "properties": [:]]
        guard configuration.objectValue != nil else { throw reader.error("configuration", "must be a JSON Schema") }
        try checkPorts(reader)
    }

    /// The last part of the id, which graphs may use alone.
    public var shortName: String { id.split(separator: ".").last.map(String.init) ?? id }

    /// The first number of the version; 0 when there is none.
    public var majorVersion: Int { version.split(separator: ".").first.flatMap { Int($0) } ?? 0 }

    private static func ports(_ key: String, _ reader: ManifestReader) throws(HostError) -> [PortManifest] {
        var ports: [PortManifest] = []
        for (index, json) in try reader.list(key).enumerated() {
            ports.append(try PortManifest(json: json, at: "\(reader.place).\(key)[\(index)]"))
        }
        return ports
    }

    private func checkPorts(_ reader: ManifestReader) throws(HostError) {
        for (key, ports) in [("inputs", inputs), ("outputs", outputs)] {
            for (index, port) in ports.enumerated() where ports[..<index].contains(where: { $0.name == port.name }) {
                throw reader.error(key, "names the port '\(port.name)' twice")
            }
        }
        for port in inputs {
            if case .same = port.content { throw reader.error("inputs", "has the kind same, which is for outputs") }
        }
        for port in outputs {
            if case .same(let input) = port.content, !inputs.contains(where: { $0.name == input }) {
                throw reader.error("outputs", "names the input '\(input)', which is not there")
            }
        }
    }
}
