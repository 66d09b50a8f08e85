import HostCore

/// The file `NAME.plugin.json` beside `NAME.so`: its manifest, and the build that it describes.
package struct Sidecar {
    private static let limit_bytes: UInt64 = 8 << 20

    package let json: JSONValue
    package let buildID: String?
    let file: String?

    /// Where the sidecar of a library lies.
    package static func path(of library: String) -> String {
        (library.hasSuffix(".so") ? String(library.dropLast(3)) : library) + ".plugin.json"
    }

    /// Reads a library's sidecar; `nil` when there is none, when it is not JSON, or when strangers may write it.
    package static func read(for library: String) -> Sidecar? {
        let path = path(of: library)
        guard let facts = try? FileFacts(path), facts.isRegular, facts.distrust == nil,
            let bytes = try? RandomFile.read(path, limit_bytes: limit_bytes), let json = try? JSONValue.parse(bytes)
        else { return nil }
        return Sidecar(json: json, buildID: json["build_id"]?.stringValue, file: json["file"]?.stringValue)
    }

    /// Whether it describes the library as it is now.
    package func describes(_ library: LibraryIdentity) -> Bool {
        buildID == library.buildID && (file == nil || file == Paths.name(library.path))
    }

    /// Ids of the stages it names, as far as they can be read.
    var stages: [String] { Self.stages(in: json) }

    /// Ids of the stages that a manifest names.
    static func stages(in json: JSONValue) -> [String] {
        json["stages"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    /// Writes the sidecar of a library, as a whole or not at all.
    /// - Returns: The path that was written.
    static func write(_ manifest: JSONValue, for library: LibraryIdentity) throws(HostError) -> String {
        let path = path(of: library.path)
        var object = manifest.objectValue ?? JSONObject()
        object["build_id"] = .string(library.buildID)
        object["file"] = .string(Paths.name(library.path))
        do throws(ErrorNumber) {
            try AtomicFile.write(Array((JSONValue.object(object).prettyText + "\n").utf8), to: path)
        } catch {
            throw HostError(.file, "the manifest \(path) cannot be written: \(error); make the folder writable")
        }
        return path
    }
}
