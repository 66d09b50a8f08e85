/// What a shared object holds: its name, the contract it was built for, and its stages.
public struct LibraryManifest: Sendable, Hashable {
    /// The version of the contract that a library was built for.
    public struct ABI: Sendable, Hashable {
        /// Breaks everything.
        public let major: Int
        /// Lowest minor of a host that will do.
        public let minor: Int
        /// Draft number; 0 once the contract is frozen.
        public let draft: Int

        /// A version of the contract.
        public init(major: Int, minor: Int, draft: Int) {
            self.major = major
            self.minor = minor
            self.draft = draft
        }
    }

    /// The library's name.
    public let name: String
    /// The library's semantic version.
    public let version: String
    /// The contract it was built for.
    public let abi: ABI
    /// Its stages.
    public let stages: [StageManifest]
    /// Sidecar only: the build id of the shared object that it describes, in hexadecimal.
    public let buildID: String?
    /// Sidecar only: the file name of the shared object that it describes.
    public let file: String?

    /// Reads a manifest as a library writes it, or as a sidecar file holds it.
    /// - Throws: `plugin`, naming the byte or the member that is wrong.
    public init(parsing bytes: [UInt8]) throws(HostError) {
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes)
        } catch {
            throw HostError(.plugin, "the manifest is not JSON; rebuild the plugin with a current SDK", cause: error)
        }
        try self.init(json: json)
    }

    /// Reads a manifest.
    /// - Throws: `plugin`, naming the member that is wrong.
    public init(json: JSONValue) throws(HostError) {
        let root = try ManifestReader(json, at: "root")
        let grammar = try root.text("sluice")
        guard grammar == "1" else {
            throw HostError(
                .plugin,
                "the manifest has grammar \"\(grammar)\" and this host reads \"1\"; use a plugin built for this host")
        }
        let library = try ManifestReader(root.object["library"] ?? .null, at: "library")
        name = try library.text("name")
        version = try library.text("version", default: "0.0.0")
        let abi = try ManifestReader(root.object["abi"] ?? .null, at: "abi")
        self.abi = ABI(
            major: try abi.whole("major", 0...65535, default: nil),
            minor: try abi.whole("minor", 0...65535, default: 0),
            draft: try abi.whole("draft", 0...65535, default: 0))
        var stages: [StageManifest] = []
        for (index, stage) in try root.list("stages").enumerated() {
            stages.append(try StageManifest(json: stage, at: "stages[\(index)]"))
        }
        self.stages = stages
        let buildID = try root.text("build_id", default: "")
        let file = try root.text("file", default: "")
        self.buildID = buildID.isEmpty ? nil : buildID
        self.file = file.isEmpty ? nil : file
    }
}
