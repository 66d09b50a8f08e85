import HostCore

/// What `sluice inspect` shows of one stage: all that its manifest states, and how a graph uses it.
public struct StageInspection: Sendable {
    private let stage: StageManifest
    private let library: String
    /// Empty when the library cannot be read.
    private let sha256: String

    /// An inspection of a stage.
    public init(_ stage: StageManifest, library: String) {
        self.stage = stage
        self.library = library
        sha256 = (try? SHA256.text(path: library)) ?? ""
    }

    /// Inspections of all stages of a library.
    public static func all(of library: PluginLibrary) -> [StageInspection] {
        library.manifest.stages.map { StageInspection($0, library: library.path) }
    }

    /// For people.
    public var text: String {
        var text = "\(stage.id) \(stage.version)\n"
        if !stage.summary.isEmpty { text += "  \(stage.summary)\n" }
        text += "\n" + factsText
        text += portsText("Inputs", stage.inputs, none: "none: it is a source")
        text += portsText("Outputs", stage.outputs, none: "none: it is a sink")
        text += settingsText
        return text + "\nIn a graph:\n" + exampleText
    }

    private var factsText: String {
        var table = TextTable()
        table.add("library", library)
        if !sha256.isEmpty { table.add("sha256", sha256) }
        table.add("licence", stage.license.isEmpty ? "not stated" : stage.license)
        table.add("remembers", stateText)
        if stage.holds || stage.holdsFrames > 0 {
            let frames = stage.holdsFrames > 0 ? ", and up to \(stage.holdsFrames) frames of each stream" : ""
            table.add("keeps back", "items of earlier frames" + frames)
        }
        table.add("emits", "at most \(stage.maxOutputs) item\(stage.maxOutputs == 1 ? "" : "s") a call")
        if stage.blocking { table.add("waits", "for a network or a disk: it has a thread of its own") }
        if stage.cost_us > 0 { table.add("costs", "about \(stage.cost_us) us an item, as its author measured") }
        if !stage.scores.isEmpty { table.add("scores", stage.scores.joined(separator: ", ")) }
        if !stage.records.isEmpty { table.add("records", stage.records.joined(separator: ", ")) }
        return table.text(indent: "  ")
    }

    private var stateText: String {
        switch stage.state {
        case .none: "nothing between items: any of several instances may do"
        case .stream: "something of each stream: a stream keeps to one instance"
        case .graph: "something across streams: there is one instance"
        }
    }

    private func portsText(_ title: String, _ ports: [PortManifest], none: String) -> String {
        guard !ports.isEmpty else { return "\n\(title): \(none)\n" }
        var table = TextTable()
        for port in ports { table.add(port.name, Self.content(port), port.summary) }
        return "\n\(title):\n" + table.text(indent: "  ")
    }

    private static func content(_ port: PortManifest) -> String {
        port.contentText + (port.regions ? " with regions" : "") + (port.optional ? " (may be left unconnected)" : "")
    }

    private var settingsText: String {
        let settings = SettingLine.lines(stage.configuration)
        guard !settings.isEmpty else { return "\nSettings: none\n" }
        var table = TextTable("KEY", "TYPE", "DEFAULT", "BOUNDS", "MEANING")
        for setting in settings {
            table.add(setting.key, setting.type, setting.fallback, setting.bounds, setting.summary)
        }
        return "\nSettings:\n" + table.text(indent: "  ")
    }

    /// Lines for a graph file: the stage with its first settings at their defaults.
    var exampleText: String {
        let name = stage.shortName.split(separator: "-").last.map(String.init) ?? stage.shortName
        var lines = ["stages:", "  \(name):", "    use: \(stage.shortName)"]
        let wanted = stage.inputs.filter { !$0.optional }
        if wanted.count > 1 {
            let ports = wanted.map { "\($0.name): NAME" }.joined(separator: ", ")
            lines.append("    from: {\(ports)}")
        } else if !stage.inputs.isEmpty {
            lines.append("    from: NAME")
        }
        let settings = SettingLine.lines(stage.configuration).filter { !$0.key.contains(".") }
        if !settings.isEmpty {
            lines.append("    with:")
            for setting in settings {
                lines.append("      \(setting.key): \(setting.fallbackValue?.text ?? "VALUE")")
            }
        }
        return lines.map { "  \($0)\n" }.joined()
    }
}

extension StageInspection {
    /// For programs: the stage as its manifest states it, its library, and the example as text.
    public var json: String { jsonValue.prettyText + "\n" }

    /// The same as a value, for lists of several stages.
    public var jsonValue: JSONValue {
        [
            "id": .string(stage.id), "version": .string(stage.version), "summary": .string(stage.summary),
            "license": .string(stage.license), "library": .string(library),
            "sha256": .string(sha256),
            "inputs": .array(stage.inputs.map(Self.port)), "outputs": .array(stage.outputs.map(Self.port)),
            "state": .string(stage.state.rawValue), "holds_frames": .integer(Int64(stage.holdsFrames)),
            "holds": .bool(stage.holds), "max_outputs": .integer(Int64(stage.maxOutputs)),
            "blocking": .bool(stage.blocking), "advances": .bool(stage.advances),
            "scores": .array(stage.scores.map { .string($0) }), "records": .array(stage.records.map { .string($0) }),
            "cost_us": .integer(Int64(stage.cost_us)), "configuration": stage.configuration,
            "example": .string(exampleText),
        ]
    }

    private static func port(_ port: PortManifest) -> JSONValue {
        var object: JSONObject = ["name": .string(port.name)]
        switch port.content {
        case .any: object["kind"] = "any"
        case .same(let input):
            object["kind"] = "same"
            object["as"] = .string(input)
        case .items(let kind): object["kind"] = .string(kind.description)
        }
        if !port.formats.isEmpty { object["formats"] = .array(port.formats.map { .string($0.description) }) }
        if !port.codecs.isEmpty { object["codecs"] = .array(port.codecs.map { .string($0) }) }
        object["optional"] = .bool(port.optional)
        object["regions"] = .bool(port.regions)
        object["description"] = .string(port.summary)
        return .object(object)
    }
}
