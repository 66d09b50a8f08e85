import HostCore
import HostLoading
import HostModels

/// What a package holds: its first entry, `package.json`, as a value.
public struct PackageContents: Sendable, Hashable {
    /// A model that the plugin works with.
    public struct Model: Sendable, Hashable {
        /// As a catalogue knows it, with its SHA-256 and licence.
        public let entry: ModelEntry
        /// Whether its file is in the package.
        public let isIncluded: Bool
    }

    /// A stage of the plugin.
    public struct Stage: Sendable, Hashable {
        /// Its id.
        public let id: String
        /// Its version.
        public let version: String
    }

    static let grammar = 1
    static let filesLimit = 4096
    static let limit_bytes = 1 << 20

    /// The plugin's name: that of its file without `.so`.
    public let name: String
    /// The stage's version where there is one stage, else the library's.
    public let version: SemanticVersion
    /// Kind of processor, as `uname -m` says it.
    public let machine: String
    /// The contract that it is built for.
    public let contract: String
    /// Which build of the library it is.
    public let buildID: String
    /// SPDX licences of the stages.
    public let licences: [String]
    /// The stages.
    public let stages: [Stage]
    /// The files, without this list and its sum.
    public let files: [PackagedFile]
    /// The models.
    public let models: [Model]

    /// The library.
    public var library: String { "\(name).so" }
    /// Its manifest.
    public var manifest: String { "\(name).plugin.json" }
    /// Bytes of all files together.
    public var size_bytes: Int64 { files.reduce(0) { $0 &+ $1.size_bytes } }
    /// SHA-256 of the library, as lists of allowed plugins have it.
    public var sha256: String { files.first { $0.role == .library }?.sha256 ?? "" }

    /// The list as it stands in the package.
    public var json: JSONValue {
        [
            "sluice_package": .integer(Int64(Self.grammar)), "name": .string(name),
            "version": .string(version.description), "machine": .string(machine), "contract": .string(contract),
            "build_id": .string(buildID), "licences": .array(licences.map(JSONValue.string)),
            "stages": .array(stages.map { ["id": .string($0.id), "version": .string($0.version)] }),
            "files": .array(files.map(\.json)), "models": .array(models.map(Self.json)),
        ]
    }

    /// The bytes of `package.json`.
    var bytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

    private static func json(_ model: Model) -> JSONValue {
        var object = model.entry.json.objectValue ?? JSONObject()
        object["included"] = .bool(model.isIncluded)
        return .object(object)
    }
}
