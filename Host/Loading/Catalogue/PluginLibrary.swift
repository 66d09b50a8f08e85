import HostCore

/// A library whose stages a graph may use.
public struct PluginLibrary: Sendable, Hashable {
    /// Where its manifest comes from.
    public enum Source: String, Sendable {
        /// The sidecar file beside it.
        case sidecar
        /// The cache of earlier scans.
        case cache
        /// A scan just now.
        case scan
    }

    /// Path of the shared object.
    public let path: String
    /// Which build it is: the GNU build id, or a hash of the content.
    public let buildID: String
    /// SHA-256 of the file that a list of allowed plugins names; `nil` when there is no list.
    public internal(set) var sha256: String?
    /// What it says about itself.
    public let manifest: LibraryManifest
    /// The same as it was written.
    public let manifestJSON: JSONValue
    /// Where the manifest comes from.
    public let source: Source
    /// What is doubtful about it, in sentences without a subject.
    public let warnings: [String]

    /// The contract that it is built for, such as `1.0 draft 2`.
    public var contract: String { Contract(manifest.abi).description }

    init(_ identity: LibraryIdentity, _ manifest: LibraryManifest, _ json: JSONValue, _ source: Source) {
        path = identity.path
        buildID = identity.buildID
        self.manifest = manifest
        manifestJSON = json
        self.source = source
        warnings = Self.warnings(identity)
    }

    private static func warnings(_ identity: LibraryIdentity) -> [String] {
        guard identity.elf.sharesSwiftRuntime else { return [] }
        return [
            "shares the Swift runtime with others (it needs libswiftCore.so), which works only with the host's own "
                + "toolchain; build it with -static-stdlib"
        ]
    }
}
