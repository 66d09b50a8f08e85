import HostCore

extension SchemaValidator {
    /// A scalar that has the right type: checks its enumeration and bounds, resolves it when it is a path.
    func bounded(_ value: JSONValue, _ node: GraphNode, _ schema: JSONValue, _ place: Place) -> JSONValue? {
        if let choices = schema["enum"]?.arrayValue, !choices.contains(where: value.matches) {
            return refuse(node, schema, place)
        }
        if let only = schema["const"], !only.matches(value) { return refuse(node, schema, place) }
        if let number = value.numberValue, !isWithin(number, schema) { return refuse(node, schema, place) }
        guard case .string(let text) = value else { return value }
        let length = Int64(text.unicodeScalars.count)
        if let least = schema["minLength"]?.integerValue, length < least {
            return complain(node, least == 1 ? "text that is not empty" : "text of at least \(least) characters", place)
        }
        if let most = schema["maxLength"]?.integerValue, length > most {
            return complain(node, "text of at most \(most) characters", place)
        }
        return path(text, node, place)
    }

    private func isWithin(_ number: Double, _ schema: JSONValue) -> Bool {
        if let least = schema["minimum"]?.numberValue, number < least { return false }
        if let most = schema["maximum"]?.numberValue, number > most { return false }
        if let least = schema["exclusiveMinimum"]?.numberValue, number <= least { return false }
        if let most = schema["exclusiveMaximum"]?.numberValue, number >= most { return false }
        if let step = schema["multipleOf"]?.numberValue, step > 0, (number / step).rounded() * step != number {
            return false
        }
        return true
    }

    private func path(_ text: String, _ node: GraphNode, _ place: Place) -> JSONValue? {
        guard let mark = place.pathMark, !text.isEmpty, text != "-" else { return .string(text) }
        // What has no folder and no ending of a model's file is a name in the catalogue.
        if mark == "model", !GraphPath.isModelFile(text) { return .string(text) }
        let path = GraphPath.resolve(text, at: node.site, files)
        guard mark != "write" else { return .string(path) }
        do {
            try files.check(path)
            return .string(path)
        } catch {
            log.error(
                "unreadable-file", "'\(place.path)' of \(owner) names '\(path)', which cannot be read: \(error)",
                remedy: "check the path, which is relative to the file it is written in", at: node.site)
            return nil
        }
    }

    /// Reports a value that does not fit its schema.
    func refuse(_ node: GraphNode, _ schema: JSONValue, _ place: Place) -> JSONValue? {
        let remedy: String
        if place.isSecret {
            remedy = ""
        } else if let scalar = node.scalar, let nearest = nearestChoice(scalar.text, schema) {
            remedy = "write '\(nearest)'"
        } else {
            remedy = self.remedy(node, schema)
        }
        return complain(node, Self.expectation(schema) + ", not " + shown(node, place), place, remedy: remedy)
    }

    func complain(_ node: GraphNode, _ expected: String, _ place: Place, remedy: String = "") -> JSONValue? {
        let of = place.path.isEmpty ? "with: of \(owner)" : "'\(place.path)' of \(owner)"
        log.error("wrong-setting", "\(of) must be \(expected)", remedy: remedy, at: node.site)
        return nil
    }

    private func shown(_ node: GraphNode, _ place: Place) -> String {
        place.isSecret && node.scalar != nil ? "what is written" : node.kindText
    }

    private func nearestChoice(_ text: String, _ schema: JSONValue) -> String? {
        let choices = schema["enum"]?.arrayValue?.compactMap(\.stringValue) ?? []
        return Nearest.name(to: text, among: choices)
    }

    private func remedy(_ node: GraphNode, _ schema: JSONValue) -> String {
        if let scalar = node.scalar {
            let types = Self.types(schema)
            if types == ["string"], scalar.isPlain, scalar.coreValue.stringValue == nil, !scalar.text.isEmpty {
                return "put it in quotes: \"\(scalar.text)\""
            }
            let unquoted = GraphScalar(text: scalar.text, isPlain: true).coreValue
            if !scalar.isPlain, !scalar.isFlexible, unquoted.stringValue == nil,
                types.contains(where: { $0 != "string" })
            {
                return "remove the quotes"
            }
            if types == ["array"] { return "write it as a list: [\(GraphScalar.shortened(scalar.text))]" }
        }
        if let value = schema["default"] { return "leave it out for the default, \(value.text)" }
        return ""
    }

    /// What a schema asks for, in words.
    static func expectation(_ schema: JSONValue) -> String {
        if let alternatives = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return alternatives.map(expectation).joined(separator: " or ")
        }
        if let choices = schema["enum"]?.arrayValue {
            return "one of " + choices.map { $0.stringValue ?? $0.text }.joined(separator: ", ")
        }
        if let only = schema["const"] { return only.text }
        let types = types(schema)
        return types.isEmpty ? "a value" : types.map { words($0, schema) }.joined(separator: " or ")
    }

    private static func words(_ type: String, _ schema: JSONValue) -> String {
        switch type {
        case "boolean": "true or false"
        case "integer": "a whole number" + bounds(schema)
        case "number": "a number" + bounds(schema)
        case "string": "text"
        case "array": "a list" + (schema["items"].map { ", each entry " + expectation($0) } ?? "")
        case "object": "a mapping"
        default: "nothing"
        }
    }

    private static func bounds(_ schema: JSONValue) -> String {
        var parts: [String] = []
        switch (schema["minimum"], schema["maximum"]) {
        case (let least?, let most?): parts.append("from \(least.text) to \(most.text)")
        case (let least?, nil): parts.append("from \(least.text)")
        case (nil, let most?): parts.append("up to \(most.text)")
        default: break
        }
        if let least = schema["exclusiveMinimum"] { parts.append("above \(least.text)") }
        if let most = schema["exclusiveMaximum"] { parts.append("below \(most.text)") }
        if let step = schema["multipleOf"] { parts.append("in steps of \(step.text)") }
        return parts.isEmpty ? "" : " " + parts.joined(separator: ", ")
    }
}
