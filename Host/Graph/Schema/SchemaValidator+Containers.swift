import HostCore

extension SchemaValidator {
    func list(_ elements: [GraphNode], _ node: GraphNode, _ schema: JSONValue, _ place: Place) -> JSONValue? {
        if let least = schema["minItems"]?.integerValue, elements.count < least {
            return complain(node, "at least \(least) entries, not \(elements.count)", place)
        }
        if let most = schema["maxItems"]?.integerValue, elements.count > most {
            return complain(node, "at most \(most) entries, not \(elements.count)", place)
        }
        guard let items = schema["items"] else { return .array(elements.map(Self.plainValue)) }
        var values: [JSONValue] = []
        for (index, element) in elements.enumerated() {
            if let value = check(element, items, place.element(index)) { values.append(value) }
        }
        return values.count == elements.count ? .array(values) : nil
    }

    func object(_ entries: [GraphEntry], _ node: GraphNode, _ schema: JSONValue, _ place: Place) -> JSONValue? {
        let properties = schema["properties"]?.objectValue ?? JSONObject()
        var written: [String: GraphEntry] = [:]
        for entry in entries { written[entry.key] = entry }
        var result: [JSONObject.Member] = []
        var isSound = true
        for property in properties.members {
            if let entry = written[property.key] {
                if let value = check(entry.value, property.value, place.child(property.key)) {
                    result.append(JSONObject.Member(key: property.key, value: value))
                } else {
                    isSound = false
                }
            } else if let value = defaultValue(property.value, place.child(property.key)) {
                result.append(JSONObject.Member(key: property.key, value: value))
            }
        }
        for entry in entries where properties[entry.key] == nil {
            if let value = additional(entry, schema, properties.keys, place) {
                result.append(JSONObject.Member(key: entry.key, value: value))
            } else {
                isSound = false
            }
        }
        return requireKeys(schema, result, node, place) && isSound ? .object(JSONObject(unique: result)) : nil
    }

    private func additional(
        _ entry: GraphEntry, _ schema: JSONValue, _ names: [String], _ place: Place
    ) -> JSONValue? {
        switch schema["additionalProperties"] {
        case .bool(false):
            let of = place.path.isEmpty ? owner : "'\(place.path)' of \(owner)"
            log.error(
                "unknown-setting", "\(of) has no setting '\(GraphScalar.shortened(entry.key))'",
                remedy: Nearest.remedy(entry.key, among: names) ?? "it takes none; remove it", at: entry.site)
            return nil
        case .object(let inner):
            return check(entry.value, .object(inner), place.child(entry.key))
        default:
            return Self.plainValue(entry.value)
        }
    }

    private func requireKeys(
        _ schema: JSONValue, _ members: [JSONObject.Member], _ node: GraphNode, _ place: Place
    ) -> Bool {
        var isSound = true
        for key in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        where !members.contains(where: { $0.key == key }) && node.entries?.contains(where: { $0.key == key }) != true {
            let property = schema["properties"]?[key] ?? [:]
            log.error(
                "missing-setting", "\(owner) needs the setting '\(place.child(key).path)'",
                remedy: "write '\(key): …', \(Self.expectation(property))", at: node.site)
            isSound = false
        }
        return isSound
    }

    /// What stands where nothing is written; `nil` for nothing.
    func defaultValue(_ schema: JSONValue, _ outer: Place) -> JSONValue? {
        let place = outer.reading(schema)
        if let value = schema["default"] { return completed(value, schema, place) }
        guard schema["properties"] != nil, Self.types(schema) == ["object"] else { return nil }
        return completed([:], schema, place)
    }

    /// A default value with the defaults of what lies in it, and paths resolved.
    private func completed(_ value: JSONValue, _ schema: JSONValue, _ place: Place) -> JSONValue {
        let inner = schema["anyOf"]?.arrayValue?.first { $0["type"]?.stringValue != "null" } ?? schema
        switch value {
        case .string(let text) where place.pathMark != nil && !text.isEmpty && text != "-":
            if place.pathMark == "model", !GraphPath.isModelFile(text) { return value }
            return .string(GraphPath.resolve(text, at: defaultSite, files))
        case .array(let values):
            return .array(values.map { completed($0, inner["items"] ?? [:], place.reading(inner["items"] ?? [:])) })
        case .object(var object):
            for property in inner["properties"]?.objectValue?.members ?? [] {
                let place = place.child(property.key).reading(property.value)
                object[property.key] =
                    object[property.key].map { completed($0, property.value, place) }
                    ?? defaultValue(property.value, place)
            }
            return .object(object)
        default:
            return value
        }
    }
}
