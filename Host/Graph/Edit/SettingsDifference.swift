import HostCore

/// Which settings differ between two configurations of a stage: paths such as `rate.bitrate_kbps`, and whether a stage
/// takes a new value of each while it runs.
struct SettingsDifference {
    private(set) var paths: [String] = []
    /// Those that need a new instance.
    private(set) var fixed: [String] = []

    init(_ old: JSONValue, _ new: JSONValue, schema: JSONValue) { compare(old, new, schema, path: "") }

    private mutating func compare(_ old: JSONValue, _ new: JSONValue, _ schema: JSONValue, path: String) {
        guard old != new else { return }
        if let a = old.objectValue, let b = new.objectValue, let properties = schema["properties"]?.objectValue {
            for key in Set(a.keys).union(b.keys).sorted() {
                compare(
                    a[key] ?? .null, b[key] ?? .null, properties[key] ?? .null,
                    path: path.isEmpty ? key : path + "." + key)
            }
            return
        }
        paths.append(path)
        if schema["x-sluice-live"] != .bool(true) { fixed.append(path) }
    }
}
