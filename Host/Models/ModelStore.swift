import Glibc
import HostCore

/// Finds, checks and fetches the files of models.
public struct ModelStore: ModelLocator {
    /// Where things are.
    public let folders: ModelFolders
    /// What is known.
    public let catalogue: ModelCatalogue

    /// What a look at a model's file gave.
    public enum State: Sendable, Hashable {
        /// It is there, and is what the catalogue says.
        case present(String)
        /// It is there, and is something else.
        case different(String, found: String)
        /// It is nowhere.
        case absent
    }

    /// Reads the catalogues.
    public init(_ folders: ModelFolders) throws(HostError) {
        self.folders = folders
        catalogue = try ModelCatalogue(files: folders.catalogues)
    }

    /// Where the file of a model lies, unchecked.
    public func file(of entry: ModelEntry) -> String? {
        folders.search.map { "\($0)/\(entry.file)" }.first { ModelFiles.size($0) != nil }
    }

    /// Looks at the file of a model.
    public func state(of entry: ModelEntry) throws(HostError) -> State {
        guard let path = file(of: entry) else { return .absent }
        let found = try ModelFiles.sha256(path)
        return found == entry.sha256 ? .present(path) : .different(path, found: found)
    }

    /// The path of a model that a graph names.
    public func path(of name: String) throws(HostError) -> String {
        if name.contains("/") || !ModelEntry.isName(name) {
            guard ModelFiles.size(name) != nil else {
                throw HostError(
                    .missing, "the model file \(name) is not there; check the path, or name a model of the catalogue")
            }
            return name
        }
        guard let entry = catalogue.entry(named: name) else {
            if let path = unlisted(name) { return path }
            throw catalogue.unknown(name)
        }
        switch try state(of: entry) {
        case .present(let path): return path
        case .different(let path, let found): throw Self.mismatch(entry, path, found)
        case .absent:
            throw HostError(
                .missing,
                "the model '\(name)' (\(entry.file)) is not on this machine; run 'sluice models get \(name)' (looked in "
                    + folders.search.joined(separator: ", ") + ")")
        }
    }

    /// A file in one of the folders that bears the name and stands in no catalogue.
    private func unlisted(_ name: String) -> String? {
        folders.search.flatMap { ["\($0)/\(name).onnx", "\($0)/\(name).xml"] }.first { ModelFiles.size($0) != nil }
    }

    static func mismatch(_ entry: ModelEntry, _ path: String, _ found: String) -> HostError {
        HostError(
            .file,
            "\(path) is not the model '\(entry.name)' of the catalogue: its SHA-256 is \(found), and \(entry.sha256) is "
                + "expected; remove it and run 'sluice models get \(entry.name)', or correct the catalogue")
    }

    /// Takes a model from a folder: the file of its name, or any with its hash.
    /// - Returns: Where it lies now.
    /// - Throws: `missing` when no file fits, `file` when one of its name has another hash.
    public func take(_ entry: ModelEntry, from folder: String) throws(HostError) -> String {
        guard ModelFiles.isFolder(folder) else {
            throw HostError(.file, "\(folder) is no folder; give one with models")
        }
        let files = ModelFiles.search(folder)
        let ofName = files.filter { $0.hasSuffix("/" + entry.file) }
        let ofSize = files.filter { !ofName.contains($0) && ModelFiles.size($0) == entry.size_bytes }
        var wrong: (path: String, found: String)?
        for path in ofName + ofSize {
            let found = try ModelFiles.sha256(path)
            if found == entry.sha256 { return try keep(path, entry) }
            if ofName.contains(path) { wrong = wrong ?? (path, found) }
        }
        if let wrong { throw Self.mismatch(entry, wrong.path, wrong.found) }
        throw HostError(.missing, "no file below \(folder) is the model '\(entry.name)' (\(entry.file))")
    }

    /// Fetches a model from its address.
    /// - Parameter showsProgress: Whether stderr shows how it goes.
    /// - Returns: Where it lies now.
    public func fetch(_ entry: ModelEntry, showsProgress: Bool) throws(HostError) -> String {
        guard !entry.url.isEmpty else {
            throw HostError(
                .missing,
                "the catalogue knows no address for '\(entry.name)' (\(entry.source)); get its file and run "
                    + "'sluice models get \(entry.name) --from FOLDER'")
        }
        try ModelFiles.makeFolder(folders.data)
        let part = "\(folders.data)/\(entry.file).\(getpid()).part"
        defer { unlink(part) }
        try Download.run(entry.url, to: part, size_bytes: entry.size_bytes, showsProgress: showsProgress)
        let found = try ModelFiles.sha256(part)
        guard found == entry.sha256 else {
            throw HostError(
                .file,
                "what \(entry.url) sent is not the model '\(entry.name)': its SHA-256 is \(found), and \(entry.sha256) is "
                    + "expected; nothing was kept")
        }
        let target = "\(folders.data)/\(entry.file)"
        guard rename(part, target) == 0 else { throw ModelFiles.failure(target, "cannot be written", errno) }
        return target
    }

    /// Adds a file of the user's to the data folder and the user's catalogue.
    public func add(
        _ file: String, name: String, _ describe: (inout ModelEntry) -> Void
    ) throws(HostError) -> ModelEntry {
        guard ModelEntry.isName(name) else {
            throw HostError(.usage, "'\(name)' is no name for a model: letters, digits, '-', '_' and '.' make one")
        }
        guard let size = ModelFiles.size(file), size > 0 else {
            throw HostError(.file, "the model file \(file) is not there or empty")
        }
        guard file.hasSuffix(".onnx") else {
            throw HostError(
                .usage, "\(file) is no ONNX file; models of several files are named by their path in the graph")
        }
        var entry = ModelEntry(name: name, file: "\(name).onnx", sha256: try ModelFiles.sha256(file), size_bytes: size)
        describe(&entry)
        _ = try keep(file, entry)
        let path = "\(folders.data)/catalogue.json"
        var own = try ModelCatalogue(files: [path])
        own.set(entry)
        try own.write(to: path)
        return entry
    }

    /// Takes over a model that came with something else, and makes it known by its name.
    /// - Returns: Where it lies now.
    /// - Throws: `file` when the catalogue knows another model by the name, or another file lies where it would go.
    public func adopt(_ entry: ModelEntry, file: String) throws(HostError) -> String {
        if let known = catalogue.entry(named: entry.name), known.sha256 != entry.sha256 {
            throw HostError(
                .file,
                "the catalogue knows another model '\(entry.name)': its SHA-256 is \(known.sha256), and \(entry.sha256) "
                    + "came; rename one of the two")
        }
        let found = try ModelFiles.sha256(file)
        guard found == entry.sha256 else { throw Self.mismatch(entry, file, found) }
        if case .present(let path) = try state(of: entry) { return path }
        let target = "\(folders.data)/\(entry.file)"
        guard ModelFiles.size(target) == nil else {
            throw Self.mismatch(entry, target, try ModelFiles.sha256(target))
        }
        _ = try keep(file, entry)
        guard catalogue.entry(named: entry.name) == nil else { return target }
        let path = "\(folders.data)/catalogue.json"
        var own = try ModelCatalogue(files: [path])
        own.set(entry)
        try own.write(to: path)
        return target
    }

    private func keep(_ path: String, _ entry: ModelEntry) throws(HostError) -> String {
        try ModelFiles.makeFolder(folders.data)
        let target = "\(folders.data)/\(entry.file)"
        if ModelFiles.size(target) != nil, try ModelFiles.sha256(target) == entry.sha256 { return target }
        try ModelFiles.copy(path, to: target)
        return target
    }
}

extension ModelCatalogue {
    func write(to path: String) throws(HostError) {
        let part = "\(path).\(getpid()).part"
        defer { unlink(part) }
        guard let file = fopen(part, "wbe") else { throw ModelFiles.failure(part, "cannot be written", errno) }
        let bytes = Array(text.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        guard fclose(file) == 0, isWritten, rename(part, path) == 0 else {
            throw ModelFiles.failure(path, "cannot be written", errno)
        }
    }
}
