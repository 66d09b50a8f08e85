import HostCore

/// What a worker is told of an instance before it makes it.
struct InstanceFacts: Sendable {
    /// The instance's number among those of its worker.
    var id: UInt32 = 0
    /// The shared object.
    var library = ""
    /// Which build of it.
    var buildID = ""
    /// Id of the stage.
    var stage = ""
    /// Which kinds each output may give: eight bits.
    var outputKinds: [Int64] = []
    /// The pixel format that was agreed on for each output; 0 for any.
    var outputFormats: [Int64] = []
    /// Items in one call.
    var maxOutputs: Int64 = 64
    /// Frames beyond a call.
    var holdLimit: Int64 = 0
    /// Whether it reports its own progress.
    var holdsItems = false
    /// Whether the host's clock is not the system's, so that each look asks the host.
    var asksTime = false

    var json: JSONValue {
        [
            "id": .integer(Int64(id)), "library": .string(library), "build": .string(buildID), "stage": .string(stage),
            "kinds": .array(outputKinds.map(JSONValue.integer)),
            "formats": .array(outputFormats.map(JSONValue.integer)),
            "max_outputs": .integer(maxOutputs), "hold_limit": .integer(holdLimit), "holds": .bool(holdsItems),
            "asks_time": .bool(asksTime),
        ]
    }

    init() {}

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.integerValue, let library = json["library"]?.stringValue,
            let stage = json["stage"]?.stringValue
        else { return nil }
        self.id = UInt32(truncatingIfNeeded: id)
        self.library = library
        self.stage = stage
        buildID = json["build"]?.stringValue ?? ""
        outputKinds = (json["kinds"]?.arrayValue ?? []).compactMap(\.integerValue)
        outputFormats = (json["formats"]?.arrayValue ?? []).compactMap(\.integerValue)
        maxOutputs = json["max_outputs"]?.integerValue ?? maxOutputs
        holdLimit = json["hold_limit"]?.integerValue ?? 0
        holdsItems = json["holds"]?.boolValue ?? false
        asksTime = json["asks_time"]?.boolValue ?? false
    }
}
