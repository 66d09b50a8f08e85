import HostCore

extension NodePlan {
    /// The settings without secrets: what may be logged, drawn and reported.
    public var shownConfiguration: JSONValue {
        Self.withoutSecrets(configuration, manifest?.configuration ?? [:]) ?? [:]
    }

    /// The settings that differ from their defaults, without secrets, each as one short text.
    var notableSettings: [String] {
        let properties = manifest?.configuration["properties"]?.objectValue ?? JSONObject()
        return (shownConfiguration.objectValue?.members ?? []).compactMap { member in
            guard !(properties[member.key]?["default"]?.matches(member.value) ?? false), !member.value.isNull else {
                return nil
            }
            return "\(member.key): \(member.value.stringValue ?? member.value.text)"
        }
    }

    private static func withoutSecrets(_ value: JSONValue, _ schema: JSONValue) -> JSONValue? {
        if schema["x-sluice-secret"]?.boolValue == true { return nil }
        let inner = schema["anyOf"]?.arrayValue?.first { $0["type"]?.stringValue != "null" } ?? schema
        if inner["x-sluice-secret"]?.boolValue == true { return nil }
        switch value {
        case .array(let values):
            return .array(values.compactMap { withoutSecrets($0, inner["items"] ?? [:]) })
        case .object(let object):
            let members = object.members.compactMap { member in
                withoutSecrets(member.value, inner["properties"]?[member.key] ?? inner["additionalProperties"] ?? [:])
                    .map { JSONObject.Member(key: member.key, value: $0) }
            }
            return .object(JSONObject(unique: members))
        default:
            return value
        }
    }
}

extension StreamPlan {
    /// Where the stream comes from, without user name and password.
    public var shownSource: String {
        switch source {
        case .gst(let pipeline): "gst: " + pipeline
        case .uri(let uri): Self.withoutUser(uri)
        }
    }

    private static func withoutUser(_ uri: String) -> String {
        guard let start = uri.firstIndex(of: ":"), uri[start...].hasPrefix("://") else { return uri }
        let rest = uri[uri.index(start, offsetBy: 3)...]
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        guard let at = host.lastIndex(of: "@") else { return uri }
        return uri[..<start] + "://" + rest[rest.index(after: at)...]
    }
}
