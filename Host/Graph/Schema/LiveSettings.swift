import HostCore

/// Changes of settings while a stage runs: only keys that the stage's schema marks `x-sluice-live`, only values that fit.
public enum LiveSettings {
    /// The complete settings with some changed.
    /// - Parameters:
    ///   - changes: New values by key; a dot leads into a mapping.
    ///   - settings: Complete settings, as a node has them.
    ///   - plan: The node.
    /// - Throws: `usage`, naming the key, what is wrong, and what would be right. Nothing is changed then.
    public static func apply(
        _ changes: JSONObject, to settings: JSONValue, of plan: NodePlan
    ) throws(HostError) -> JSONValue {
        guard var result = settings.objectValue, let schema = plan.manifest?.configuration else { return settings }
        var touched: [String] = []
        for change in changes.members {
            let keys = change.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            try checkIsLive(keys, change.key, schema, plan)
            result[keys[0]] = place(change.value, keys.dropFirst(), in: result[keys[0]] ?? .null)
            if !touched.contains(keys[0]) { touched.append(keys[0]) }
        }
        for key in touched { result[key] = try checked(result[key] ?? .null, key, schema, plan) }
        return .object(result)
    }

    /// The keys that may change while a stage runs, with dots where they lie in a mapping.
    public static func keys(of schema: JSONValue) -> [String] {
        (schema["properties"]?.objectValue?.members ?? []).flatMap { property in
            if isMarked(property.value) { return [property.key] }
            return keys(of: property.value).map { "\(property.key).\($0)" }
        }
    }

    private static func isMarked(_ schema: JSONValue) -> Bool { schema["x-sluice-live"]?.boolValue ?? false }

    private static func checkIsLive(
        _ keys: [String], _ text: String, _ schema: JSONValue, _ plan: NodePlan
    ) throws(HostError) {
        var inner = schema
        var isLive = false
        for (index, key) in keys.enumerated() {
            guard let property = inner["properties"]?[key] else {
                let names = inner["properties"]?.objectValue?.keys ?? []
                let path = keys[..<index].map { "\($0)." }.joined()
                let nearest = Nearest.name(to: key, among: names).map { "write '\(path)\($0)'" }
                throw HostError(
                    .usage, "stage '\(plan.name)' has no setting '\(text)'; \(nearest ?? liveText(schema))",
                    site: plan.site)
            }
            inner = property
            isLive = isLive || isMarked(inner)
        }
        guard isLive else {
            throw HostError(
                .usage, "'\(text)' of stage '\(plan.name)' cannot change while it runs; \(liveText(schema))",
                site: plan.site)
        }
    }

    private static func liveText(_ schema: JSONValue) -> String {
        let keys = keys(of: schema)
        return keys.isEmpty ? "nothing of it can" : "what can is \(keys.joined(separator: ", "))"
    }

    private static func place(_ value: JSONValue, _ keys: ArraySlice<String>, in old: JSONValue) -> JSONValue {
        guard let key = keys.first else { return value }
        var object = old.objectValue ?? JSONObject()
        object[key] = place(value, keys.dropFirst(), in: object[key] ?? .null)
        return .object(object)
    }

    /// The value as its schema completes it.
    private static func checked(
        _ value: JSONValue, _ key: String, _ schema: JSONValue, _ plan: NodePlan
    ) throws(HostError) -> JSONValue {
        let log = FindingLog()
        let validator = SchemaValidator(
            files: SystemFileReader(), log: log, owner: "stage '\(plan.name)'", defaultSite: plan.site)
        let node = GraphNode(value, at: plan.site)
        let place = SchemaValidator.Place().child(key)
        guard let result = validator.check(node, schema["properties"]?[key] ?? [:], place), !log.hasErrors else {
            let why = log.findings.map { $0.remedy.isEmpty ? $0.message : "\($0.message); \($0.remedy)" }
            throw HostError(.usage, why.joined(separator: "; "), site: plan.site)
        }
        return result
    }
}

extension GraphNode {
    /// A value that came as JSON, as if it stood in the graph file.
    init(_ value: JSONValue, at site: Site) {
        switch value {
        case .array(let values): content = .list(values.map { GraphNode($0, at: site) })
        case .object(let object):
            content = .mapping(
                object.members.map { GraphEntry(key: $0.key, site: site, value: GraphNode($0.value, at: site)) })
        case .string(let text): content = .scalar(GraphScalar(text: text, isPlain: false))
        default: content = .scalar(GraphScalar(text: value.text, isPlain: true))
        }
        self.site = site
    }
}
