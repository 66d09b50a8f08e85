import Glibc
import HostCore
import HostLoading

/// A package that is installed in a folder.
public struct InstalledPackage: Sendable {
    /// What it holds.
    public let contents: PackageContents
    /// The folder that it lies in.
    public let folder: String
    /// What searches find.
    public let library: String
    let place: String

    init?(_ name: String, in folder: PluginFolder) {
        guard let place = folder.place(of: name) else { return nil }
        let path = "\(folder.store)/\(place)"
        guard let source = try? SourceFile("\(path)/\(PackagePath.contents)"),
            let bytes = try? source.read(at: 0, limit_bytes: PackageContents.limit_bytes),
            let contents = try? PackageContents(parsing: bytes), contents.name == name
        else { return nil }
        self.contents = contents
        self.folder = path
        self.place = place
        library = folder.link(name)
    }

    /// The files that are gone, or are not what the package brought; models lie elsewhere.
    public var changedFiles: [String] {
        contents.files.filter { $0.role != .model && (try? SHA256.text(path: "\(folder)/\($0.path)")) != $0.sha256 }
            .map(\.path)
    }

    /// Whether an id is the package's name or that of one of its stages, in full or its last part.
    func answers(to id: String) -> Bool {
        contents.name == id || contents.stages.contains { $0.id == id || $0.id.hasSuffix(".\(id)") }
    }
}
