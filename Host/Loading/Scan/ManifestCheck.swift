import HostCore

/// Reads manifests of libraries and holds them against the contract.
package enum ManifestCheck {
    private static let remedy = "rebuild the plugin with a current SDK, or tell its author"

    /// Reads a manifest as JSON.
    package static func json(_ bytes: [UInt8]) throws(LoadFailure) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue.parse(bytes)
        } catch {
            throw LoadFailure(.badManifest, "has a manifest that is not JSON: \(error); \(remedy)")
        }
    }

    /// Reads a manifest that is for this host.
    /// - Throws: The member that is wrong, or the version that does not fit.
    package static func manifest(_ json: JSONValue) throws(LoadFailure) -> LibraryManifest {
        let manifest: LibraryManifest
        do throws(HostError) {
            manifest = try LibraryManifest(json: json)
        } catch {
            throw LoadFailure(.badManifest, "has a manifest that cannot be used: \(error)")
        }
        if let refusal = Contract(manifest.abi).refusal { throw refusal }
        try checkIDs(manifest)
        return manifest
    }

    /// Checks that the manifest and the tables speak of the same stages.
    static func compare(_ manifest: LibraryManifest, ids: [String]) throws(LoadFailure) {
        for stage in manifest.stages where !ids.contains(stage.id) {
            throw bad("its manifest names the stage \(stage.id), for which it has no table")
        }
        for id in ids where !manifest.stages.contains(where: { $0.id == id }) {
            throw bad("it has a table for the stage \(id), which its manifest does not name")
        }
    }

    private static func checkIDs(_ manifest: LibraryManifest) throws(LoadFailure) {
        guard !manifest.stages.isEmpty else { throw bad("its manifest names no stage") }
        var seen: Set<String> = []
        for stage in manifest.stages {
            guard isReverseDNS(stage.id) else {
                throw bad("the stage id '\(stage.id.prefix(127))' is not like org.example.brightness")
            }
            guard seen.insert(stage.id).inserted else { throw bad("its manifest names the stage \(stage.id) twice") }
        }
    }

    /// Two or more parts of letters, digits, `-` and `_`, each starting with a letter or a digit; at most 127 bytes.
    package static func isReverseDNS(_ id: String) -> Bool {
        let parts = id.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 2, id.utf8.count <= 127 else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first, isWord(first) else { return false }
            return part.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func bad(_ what: String) -> LoadFailure {
        LoadFailure(.badManifest, "breaks the contract: \(what); \(remedy)")
    }
}
