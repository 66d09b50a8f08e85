import HostCore
import HostLoading
import HostModels

extension PackageContents {
    /// Reads `package.json`. Everything in it is held against what a package may hold; messages follow the package's name.
    /// - Throws: `file`, naming what is wrong.
    init(parsing bytes: [UInt8]) throws(HostError) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw HostError(.file, "has a list of contents that is not JSON: \(error)")
        }
        guard json["sluice_package"]?.integerValue == Int64(Self.grammar) else {
            throw HostError(
                .file, "is of another kind than this host reads (sluice_package \(Self.grammar)); update the host")
        }
        name = try Self.name(json)
        version = try Self.version(json)
        machine = try Self.text("machine", json)
        contract = try Self.text("contract", json)
        buildID = try Self.text("build_id", json)
        licences = (json["licences"]?.arrayValue ?? []).compactMap(\.stringValue)
        stages = (json["stages"]?.arrayValue ?? []).compactMap { stage in
            guard let id = stage["id"]?.stringValue, let version = stage["version"]?.stringValue else { return nil }
            return Stage(id: id, version: version)
        }
        files = try Self.files(json)
        models = try Self.models(json)
        try check()
    }

    private static func text(_ key: String, _ json: JSONValue) throws(HostError) -> String {
        guard let text = json[key]?.stringValue, !text.isEmpty else {
            throw HostError(.file, "has a list of contents without '\(key)'")
        }
        return text
    }

    private static func name(_ json: JSONValue) throws(HostError) -> String {
        let name = try text("name", json)
        guard PackagePath.flaw(name) == nil, !name.contains("/"), name.utf8.count <= 100 else {
            throw HostError(.file, "has the name '\(PackagePath.shown(name))', which cannot be that of a file")
        }
        return name
    }

    private static func version(_ json: JSONValue) throws(HostError) -> SemanticVersion {
        let text = try text("version", json)
        guard let version = SemanticVersion(text), text.utf8.count <= 64 else {
            throw HostError(.file, "has the version '\(PackagePath.shown(text))', which is none by semver.org")
        }
        return version
    }

    private static func files(_ json: JSONValue) throws(HostError) -> [PackagedFile] {
        let list = json["files"]?.arrayValue ?? []
        guard list.count <= filesLimit else {
            throw HostError(.file, "lists \(list.count) files, \(filesLimit) is the most")
        }
        var files: [PackagedFile] = []
        for entry in list { files.append(try PackagedFile(json: entry)) }
        return files
    }

    private static func models(_ json: JSONValue) throws(HostError) -> [Model] {
        var models: [Model] = []
        for (index, entry) in (json["models"]?.arrayValue ?? []).enumerated() {
            let known: ModelEntry
            do throws(HostError) {
                known = try ModelEntry(json: entry, at: "models[\(index)]")
            } catch {
                throw HostError(.file, "lists a model that cannot be understood: \(error)")
            }
            models.append(Model(entry: known, isIncluded: entry["included"]?.boolValue ?? false))
        }
        return models
    }

    private func check() throws(HostError) {
        var seen: Set<String> = [PackagePath.contents, PackagePath.seal]
        for file in files where !seen.insert(file.path.lowercased()).inserted {
            throw HostError(.file, "lists the file '\(file.path)' twice")
        }
        for (role, path) in [(PackagedFile.Role.library, library), (.manifest, manifest)] {
            guard files.filter({ $0.role == role }).map(\.path) == [path] else {
                throw HostError(.file, "does not list '\(path)' as its one \(role.rawValue)")
            }
        }
        for model in models where model.isIncluded {
            let path = "models/\(model.entry.file)"
            guard let file = files.first(where: { $0.path == path }), file.role == .model,
                file.sha256 == model.entry.sha256
            else {
                throw HostError(
                    .file, "lists the model '\(model.entry.name)', and not its file '\(path)' with its SHA-256")
            }
        }
        if stages.isEmpty { throw HostError(.file, "lists no stage") }
    }
}
