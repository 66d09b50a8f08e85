import HostCore

/// What a worker is told of an instance before it makes it.
struct InstanceFacts: Sendable {
    /// The instance's number among those of its worker.
    var id: UInt32 = 0
    /// The shared object.
    var library = ""
    /// Which build of it.
    var buildID = ""
    /// The content that a list of allowed plugins names; empty for any.
    var sha256 = ""
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
    /// The same of one stream.
    var holdsPerStream: Int64 = 0
    /// Whether it reports its own progress.
    var holdsItems = false
    /// The files of models by the names in its settings, or why there is none.
    var models: [String: Result<String, HostError>] = [:]
    /// Whether the host's clock is not the system's, so that each look asks the host.
    var asksTime = false

    var json: JSONValue {
        [
            "id": .integer(Int64(id)), "library": .string(library), "build": .string(buildID),
            "sha256": .string(sha256), "stage": .string(stage),
            "kinds": .array(outputKinds.map(JSONValue.integer)),
            "formats": .array(outputFormats.map(JSONValue.integer)),
            "max_outputs": .integer(maxOutputs), "hold_limit": .integer(holdLimit),
            "holds_per_stream": .integer(holdsPerStream), "holds": .bool(holdsItems),
            "asks_time": .bool(asksTime), "models": modelsJSON,
        ]
    }

    private var modelsJSON: JSONValue {
        .object(
            JSONObject(
                models.sorted { $0.key < $1.key }.map { name, result in
                    switch result {
                    case .success(let path): (name, ["path": .string(path)])
                    case .failure(let error):
                        (name, ["error": .string(error.message), "missing": .bool(error.code == .missing)])
                    }
                }))
    }

    private static func models(_ json: JSONValue) -> [String: Result<String, HostError>] {
        var models: [String: Result<String, HostError>] = [:]
        for member in json.objectValue?.members ?? [] {
            if let path = member.value["path"]?.stringValue {
                models[member.key] = .success(path)
            } else {
                let code: HostError.Code = member.value["missing"]?.boolValue == true ? .missing : .file
                models[member.key] = .failure(HostError(code, member.value["error"]?.stringValue ?? "no reason given"))
            }
        }
        return models
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
        sha256 = json["sha256"]?.stringValue ?? ""
        outputKinds = (json["kinds"]?.arrayValue ?? []).compactMap(\.integerValue)
        outputFormats = (json["formats"]?.arrayValue ?? []).compactMap(\.integerValue)
        maxOutputs = json["max_outputs"]?.integerValue ?? maxOutputs
        holdLimit = json["hold_limit"]?.integerValue ?? 0
        holdsPerStream = json["holds_per_stream"]?.integerValue ?? 0
        holdsItems = json["holds"]?.boolValue ?? false
        models = Self.models(json["models"] ?? .null)
        asksTime = json["asks_time"]?.boolValue ?? false
    }
}
