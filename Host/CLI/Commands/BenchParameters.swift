import Glibc
import HostCore

/// Settings of a stage as a command line gives them.
enum BenchParameters {
    private static let limit_bytes = 1 << 20

    /// Those of a file, with changes.
    /// - Throws: `file` or `usage`, naming what cannot be understood.
    static func read(file: String?, changes: [String]) throws(HostError) -> JSONValue {
        var settings = JSONObject()
        if let file { settings = try read(file) }
        for change in changes {
            guard let mark = change.firstIndex(of: "="), mark != change.startIndex else {
                throw HostError(.usage, "--parameters takes KEY=VALUE, such as gain=2.5, not '\(change)'")
            }
            let path = change[..<mark].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let text = String(change[change.index(after: mark)...])
            settings = set(settings, path[...], value(text))
        }
        return .object(settings)
    }

    /// A number, a flag or JSON; text for anything else.
    private static func value(_ text: String) -> JSONValue {
        if let value = try? JSONValue.parse(Array(text.utf8)) { return value }
        return .string(text)
    }

    private static func set(_ object: JSONObject, _ path: ArraySlice<String>, _ value: JSONValue) -> JSONObject {
        guard let key = path.first else { return object }
        var result = object
        result[key] =
            path.count == 1
            ? value : .object(set(object[key]?.objectValue ?? JSONObject(), path.dropFirst(), value))
        return result
    }

    private static func read(_ path: String) throws(HostError) -> JSONObject {
        guard let file = fopen(path, "rbe") else {
            throw HostError(.file, "the settings \(path) cannot be read: \(SystemError.text(errno))")
        }
        defer { fclose(file) }
        var isCut = false
        let bytes = [UInt8](unsafeUninitializedCapacity: limit_bytes) { buffer, count in
            count = fread(buffer.baseAddress, 1, limit_bytes, file)
            isCut = count == limit_bytes
        }
        guard !isCut else { throw HostError(.file, "the settings \(path) are larger than \(limit_bytes) bytes") }
        let remedy = "write {\"KEY\": VALUE}"
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw HostError(.usage, "the settings \(path) are not JSON: \(error); \(remedy)")
        }
        guard let object = json.objectValue else {
            throw HostError(.usage, "the settings \(path) are no JSON object; \(remedy)")
        }
        return object
    }
}
