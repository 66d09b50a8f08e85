import HostCore

/// Which plugin files may be loaded: those whose SHA-256 stands in every list that there is. Without a list, all may.
public struct AllowedPlugins: Sendable, Hashable {
    /// One list: of a graph file, or of the host.
    public struct List: Sendable, Hashable {
        /// What a list looks like.
        public enum Form: Sendable {
            /// `allow_plugins:` of a graph file.
            case graph
            /// Lines as `sha256sum` writes them.
            case file
        }

        /// Where the list stands, for messages: "door.yaml:4:1", "/etc/sluice/allowed".
        public let place: String
        /// What it looks like.
        public let form: Form
        private var names: [String: String] = [:]

        /// An empty list, which allows nothing.
        public init(place: String, form: Form) {
            self.place = place
            self.form = form
        }

        /// Allows a file.
        public mutating func add(name: String, sha256: String) { names[sha256.lowercased()] = name }

        func allows(_ sha256: String) -> Bool { names[sha256] != nil }

        /// Whether another file of the name is allowed.
        func knows(_ name: String) -> Bool { names.values.contains(name) }

        /// How a file is added.
        func remedy(_ name: String, _ sha256: String) -> String {
            switch form {
            case .graph: "write '\(name): \(sha256)' under its allow_plugins:"
            case .file: "add the line '\(sha256)  \(name)' to it"
            }
        }
    }

    /// No list.
    public static let all = AllowedPlugins()

    private var lists: [List] = []

    /// No list: all may be loaded.
    public init() {}

    /// One list more that a file must stand in.
    public mutating func add(_ list: List) { lists.append(list) }

    /// Whether there is a list.
    public var isRestricted: Bool { !lists.isEmpty }

    /// Why a file may not be loaded; `nil` when it may.
    package func refusal(of path: String, sha256: String) -> LoadFailure? {
        guard let list = lists.first(where: { !$0.allows(sha256) }) else { return nil }
        let name = Self.name(of: path)
        let other = list.knows(name) ? "which has another file of the name '\(name)'" : "which does not name it"
        return LoadFailure(
            .notAllowed,
            "is not allowed by the list \(list.place), \(other): its SHA-256 is \(sha256); "
                + "if it is what you want to run, \(list.remedy(name, sha256))")
    }

    /// What a list calls a library: the name of its file without `lib` and `.so`.
    public static func name(of path: String) -> String {
        var name = Paths.name(path)
        if name.hasSuffix(".so") { name.removeLast(3) }
        return name.hasPrefix("lib") && name.utf8.count > 3 ? String(name.dropFirst(3)) : name
    }
}
