import Glibc
import HostCore
import HostLoading

/// The files that go into a package, by their names in it.
struct PackageParts {
    enum Source {
        case file(String)
        case bytes([UInt8])
    }

    private(set) var sources: [String: Source] = [:]
    private var roles: [String: PackagedFile.Role] = [:]
    private static let depthLimit = 16

    mutating func add(_ name: String, _ role: PackagedFile.Role, file: String) {
        sources[name] = .file(file)
        roles[name] = role
    }

    mutating func add(_ name: String, _ role: PackagedFile.Role, bytes: [UInt8]) {
        sources[name] = .bytes(bytes)
        roles[name] = role
    }

    /// A file to be read, or all files below a folder. Links are not followed.
    mutating func addDocs(_ path: String) throws(HostError) {
        let name = Paths.name(path)
        if Self.isFolder(path, follows: true) {
            try addFolder(path, as: name == "docs" || name == "." ? "docs" : "docs/\(name)", depth: 0)
        } else {
            try addNew("docs/\(name)", .docs, file: path)
        }
    }

    private mutating func addFolder(_ folder: String, as name: String, depth: Int) throws(HostError) {
        guard depth < Self.depthLimit else {
            throw HostError(.limit, "\(folder) cannot be packed: it is more than \(Self.depthLimit) folders deep")
        }
        let names: [String]
        do throws(ErrorNumber) { names = try Paths.list(folder) } catch {
            throw HostError(.file, "the folder \(folder) cannot be packed: \(error)")
        }
        for entry in names where !entry.hasPrefix(".") {
            let path = Paths.join(folder, entry)
            if Self.isFolder(path, follows: false) {
                try addFolder(path, as: "\(name)/\(entry)", depth: depth + 1)
            } else {
                try addNew("\(name)/\(entry)", .docs, file: path)
            }
        }
    }

    private mutating func addNew(_ name: String, _ role: PackagedFile.Role, file: String) throws(HostError) {
        if let flaw = PackagePath.flaw(name) {
            throw HostError(.usage, "\(file) cannot be packed: it \(flaw); rename it")
        }
        var facts = stat()
        guard lstat(file, &facts) == 0 else {
            throw HostError(.file, "\(file) cannot be packed: \(ErrorNumber(errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw HostError(.file, "\(file) cannot be packed: it is a link or no file; name what it leads to")
        }
        guard sources[name] == nil else {
            throw HostError(.usage, "\(file) cannot be packed: there is another file for the name \(name)")
        }
        add(name, role, file: file)
    }

    /// What the author says to the conformance suite, and the files that this names, when it lies beside the library.
    mutating func addExpectations(of library: String, as name: String) throws(HostError) {
        let path = (library.hasSuffix(".so") ? String(library.dropLast(3)) : library) + ".conform.json"
        guard access(path, R_OK) == 0 else { return }
        try addNew("\(name).conform.json", .conformance, file: path)
        let source = try SourceFile(path)
        let bytes = try source.read(at: 0, limit_bytes: Int(min(source.size_bytes, 1 << 20)))
        let stages = (try? JSONValue.parse(bytes))?["stages"]?.objectValue?.members ?? []
        for stage in stages {
            let packets = (stage.value["packets"]?.arrayValue ?? []).compactMap(\.stringValue)
            for file in packets + [stage.value["example"]?.stringValue].compactMap({ $0 })
            where PackagePath.flaw(file) == nil && sources[file] == nil {
                let beside = Paths.join(Paths.folder(path), file)
                if access(beside, R_OK) == 0 { try addNew(file, .conformance, file: beside) }
            }
        }
    }

    private static func isFolder(_ path: String, follows: Bool) -> Bool {
        var facts = stat()
        let status = follows ? stat(path, &facts) : lstat(path, &facts)
        return status == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// The list of the package: its files in the order of their names.
    func contents(
        _ name: String, _ described: DescribedLibrary, models: [PackageContents.Model]
    ) throws(HostError) -> PackageContents {
        var files: [PackagedFile] = []
        for path in sources.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let role = roles[path], let source = sources[path] else { continue }
            switch source {
            case .bytes(let bytes):
                files.append(
                    PackagedFile(path: path, role: role, size_bytes: Int64(bytes.count), sha256: SHA256.text(bytes)))
            case .file(let from):
                let file = try SourceFile(from)
                files.append(
                    PackagedFile(path: path, role: role, size_bytes: file.size_bytes, sha256: try file.sha256()))
            }
        }
        let contents = PackageContents(
            name: name, version: described.version, machine: HostMachine.name,
            contract: described.library.contract, buildID: described.library.buildID, licences: described.licences,
            stages: described.library.manifest.stages.map { .init(id: $0.id, version: $0.version) }, files: files,
            models: models)
        // What is written must be readable: the same checks as those of whoever installs it.
        return try PackageContents(parsing: contents.bytes)
    }
}
