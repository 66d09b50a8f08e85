import HostCore

/// What earlier scans found, one small file a library. It may be deleted at any time; files that cannot be read, that
/// strangers may write, or that speak of another build or contract are as good as absent.
public struct ScanCache: Sendable {
    /// What a scan found.
    enum Record: Sendable {
        case described(JSONValue)
        case failed(LoadFailure)
    }

    private static let limit_bytes: UInt64 = 8 << 20
    private static let grammar: JSONValue = 1

    /// Where the files are.
    public let folder: String

    /// A cache in the given folder, which is made when first needed.
    public init(folder: String) { self.folder = folder }

    /// The user's own: `$XDG_CACHE_HOME/sluice/plugins`, or the same below `~/.cache`; `nil` when neither is known.
    public static func standard() -> ScanCache? {
        if let cache = ChildEnvironment.value("XDG_CACHE_HOME"), cache.hasPrefix("/") {
            return ScanCache(folder: Paths.join(cache, "sluice/plugins"))
        }
        guard let home = ChildEnvironment.value("HOME"), home.hasPrefix("/") else { return nil }
        return ScanCache(folder: Paths.join(home, ".cache/sluice/plugins"))
    }

    /// What the last scan of this very build found.
    func record(of library: LibraryIdentity) -> Record? {
        guard let json = read(library.path), json["build_id"]?.stringValue == library.buildID,
            json["contract"]?.stringValue == Contract.host.description
        else { return nil }
        if let manifest = json["manifest"] { return .described(manifest) }
        guard let kind = json["failure"]?.stringValue.flatMap(LoadFailure.Kind.init),
            let message = json["message"]?.stringValue
        else { return nil }
        return .failed(LoadFailure(kind, message))
    }

    /// Ids of the stages that any build of the library at this path was known to hold.
    func stages(at path: String) -> [String] {
        guard let json = read(path) else { return [] }
        return json["stages"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// Keeps what a scan found. The cache is a convenience: that it cannot be written is no error.
    func keep(_ record: Record, of library: LibraryIdentity, stages: [String]) {
        var object: JSONObject = [
            "sluice_scan": Self.grammar, "library": .string(library.path), "build_id": .string(library.buildID),
            "contract": .string(Contract.host.description), "stages": .array(stages.map { .string($0) }),
        ]
        switch record {
        case .described(let manifest): object["manifest"] = manifest
        case .failed(let failure):
            object["failure"] = .string(failure.kind.rawValue)
            object["message"] = .string(failure.message)
        }
        _ = try? AtomicFile.makeFolders(folder)
        try? AtomicFile.write(Array(JSONValue.object(object).text.utf8), to: file(library.path), mode: 0o600)
    }

    private func read(_ library: String) -> JSONValue? {
        let path = file(library)
        guard let facts = try? FileFacts(path), facts.isRegular, facts.distrust == nil,
            let bytes = try? RandomFile.read(path, limit_bytes: Self.limit_bytes),
            let json = try? JSONValue.parse(bytes), json["sluice_scan"] == Self.grammar,
            json["library"]?.stringValue == library
        else { return nil }
        return json
    }

    private func file(_ library: String) -> String {
        let hash = Array(library.utf8).withUnsafeBytes { ContentHash.text($0) }
        return Paths.join(folder, hash + ".json")
    }
}
