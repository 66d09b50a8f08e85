import Glibc
import HostCore

/// The models that are known by name: of the program, of the user, and of the folder of a graph. Of two with one name the
/// later counts.
public struct ModelCatalogue: Sendable {
    /// In the order in which they were read.
    public private(set) var entries: [ModelEntry] = []
    private static let limit_bytes = 4 << 20

    /// Reads the catalogues at the given paths; those that are not there are passed over.
    /// - Throws: `file` for one that cannot be read or is wrong.
    public init(files: [String]) throws(HostError) {
        for file in files where access(file, F_OK) == 0 { try add(file) }
    }

    /// The model with the given name.
    public func entry(named name: String) -> ModelEntry? { entries.first { $0.name == name } }

    /// The error for a name that is not there.
    public func unknown(_ name: String) -> HostError {
        let near = Nearest.name(to: name, among: entries.map(\.name)).map { "did you mean '\($0)'?" }
        let remedy = near ?? "'sluice models list' shows those there are, and a path names a file"
        return HostError(.missing, "there is no model '\(name)' in the catalogue; \(remedy)")
    }

    /// The entry added or put in the place of the one with its name.
    public mutating func set(_ entry: ModelEntry) {
        if let position = entries.firstIndex(where: { $0.name == entry.name }) {
            entries[position] = entry
        } else {
            entries.append(entry)
        }
    }

    /// The whole as a file.
    public var text: String {
        let json: JSONValue = ["sluice": "1", "models": .array(entries.map(\.json))]
        return json.prettyText + "\n"
    }

    private mutating func add(_ file: String) throws(HostError) {
        let json: JSONValue
        do { json = try JSONValue.parse(try ModelFiles.read(file, limit_bytes: Self.limit_bytes)) } catch {
            throw HostError(.file, "the model catalogue \(file) cannot be read: \(error)")
        }
        guard let models = json["models"]?.arrayValue else {
            throw HostError(.file, "the model catalogue \(file) has no list 'models'")
        }
        for (index, model) in models.enumerated() { set(try ModelEntry(json: model, at: "\(file): models[\(index)]")) }
    }
}
