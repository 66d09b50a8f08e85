import HostCore

extension SandboxPolicy {
    /// The policy as it travels to a worker.
    public var json: JSONValue {
        [
            "readable": .array(readable.map { .string($0) }), "writable": .array(writable.map { .string($0) }),
            "grants": .array(grants.map(\.rawValue).sorted().map { .string($0) }), "limits": limits.json,
        ]
    }

    /// Reads a policy that `json` wrote.
    /// - Throws: `fault` when the value is not one: a policy is never read in part.
    public init(json: JSONValue) throws(HostError) {
        self.init(
            readable: try Self.texts("readable", json), writable: try Self.texts("writable", json),
            grants: try Self.grants(json), limits: try SandboxLimits(json: json["limits"] ?? .null))
    }

    private static func texts(_ key: String, _ json: JSONValue) throws(HostError) -> [String] {
        guard let values = json[key]?.arrayValue else { throw wrong(key) }
        let texts = values.compactMap(\.stringValue)
        guard texts.count == values.count else { throw wrong(key) }
        return texts
    }

    private static func grants(_ json: JSONValue) throws(HostError) -> Set<SandboxGrant> {
        let names = try texts("grants", json)
        let grants = Set(names.compactMap { SandboxGrant(rawValue: $0) })
        guard grants.count == Set(names).count else { throw wrong("grants") }
        return grants
    }

    static func wrong(_ key: String) -> HostError {
        HostError(
            .fault,
            "the sandbox policy that reached the worker has no usable '\(key)'; host and worker must be of one "
                + "build: install Sluice again")
    }
}

extension SandboxLimits {
    private static let keys: [(key: String, path: WritableKeyPath<SandboxLimits, UInt64?> & Sendable)] = [
        ("address_space_bytes", \.addressSpace_bytes), ("data_bytes", \.data_bytes), ("cpu_s", \.cpu_s),
        ("open_files", \.openFiles), ("file_size_bytes", \.fileSize_bytes), ("processes", \.processes),
    ]

    /// The limits that are set.
    var json: JSONValue {
        .object(
            JSONObject(
                Self.keys.compactMap { key, path in
                    self[keyPath: path].map { (key, .integer(Int64(clamping: $0))) }
                }))
    }

    init(json: JSONValue) throws(HostError) {
        guard let object = json.objectValue else { throw SandboxPolicy.wrong("limits") }
        self.init()
        for member in object.members {
            guard let known = Self.keys.first(where: { $0.key == member.key }),
                let value = member.value.integerValue, value >= 0
            else { throw SandboxPolicy.wrong("limits.\(member.key)") }
            self[keyPath: known.path] = UInt64(value)
        }
    }
}
