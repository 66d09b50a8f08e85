import PluginSDK

/// What a port may carry, from the manifest.
struct PortRule {
    let kind: String
    let formats: [String]

    init(_ port: ConfigValue) {
        kind = port["kind"]?.asText ?? ""
        formats = port["formats"]?.asArray.compactMap(\.asText) ?? []
    }

    /// Whether an input hands items of the kind to its stage.
    func takes(_ itemKind: ItemKind) -> Bool { kind == "any" || kind == PortRule.name(itemKind) }

    /// Why an output may not carry an item; `nil` when it may. Records may go out everywhere.
    func refusal(_ itemKind: ItemKind, _ format: PixelFormat?) -> String? {
        let name = PortRule.name(itemKind)
        if kind == "any" || kind == "same" || name == "record" { return nil }
        if kind != name { return "a port of kind \(kind) got a \(name)" }
        if let format, !formats.isEmpty, !formats.contains(format.description) {
            return "a port of formats \(formats.joined(separator: ", ")) got \(format)"
        }
        return nil
    }

    private static func name(_ kind: ItemKind) -> String {
        switch kind {
        case .frame: "frame"
        case .audio: "audio"
        case .packet: "packet"
        case .tensor: "tensor"
        case .record: "record"
        default: "kind \(kind.rawValue)"
        }
    }
}
