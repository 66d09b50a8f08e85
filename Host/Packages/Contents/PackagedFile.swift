import HostCore
import HostLoading

/// A file in a package.
public struct PackagedFile: Sendable, Hashable {
    /// What a file is for.
    public enum Role: String, Sendable, CaseIterable {
        /// The plugin's shared object; there is one.
        case library
        /// The manifest beside it; there is one.
        case manifest
        /// What its author says to the conformance suite, and the files that this names.
        case conformance
        /// Something to read.
        case docs
        /// Weights of a model.
        case model
    }

    /// Its name in the package.
    public let path: String
    /// What it is for.
    public let role: Role
    /// Its size.
    public let size_bytes: Int64
    /// SHA-256 of its content.
    public let sha256: String

    var json: JSONValue {
        [
            "path": .string(path), "role": .string(role.rawValue), "size_bytes": .integer(size_bytes),
            "sha256": .string(sha256),
        ]
    }

    init(path: String, role: Role, size_bytes: Int64, sha256: String) {
        self.path = path
        self.role = role
        self.size_bytes = size_bytes
        self.sha256 = sha256
    }

    /// - Throws: `file`, naming what is wrong.
    init(json: JSONValue) throws(HostError) {
        let path = json["path"]?.stringValue ?? ""
        if let flaw = PackagePath.flaw(path) {
            throw HostError(.file, "names the file '\(PackagePath.shown(path))', which \(flaw)")
        }
        guard let role = json["role"]?.stringValue.flatMap({ Role(rawValue: $0) }) else {
            throw HostError(.file, "does not say what its file '\(path)' is for")
        }
        guard let size = json["size_bytes"]?.integerValue, size >= 0 else {
            throw HostError(.file, "does not say how large its file '\(path)' is")
        }
        guard let sum = json["sha256"]?.stringValue, SHA256.isSum(sum), sum == sum.lowercased() else {
            throw HostError(.file, "has no SHA-256 of its file '\(path)'")
        }
        self.init(path: path, role: role, size_bytes: size, sha256: sum)
    }
}
