/// The stages that a graph may use, where they are, and which libraries could not be used and why.
public struct StageCatalogue: Sendable {
    /// One stage and the shared object it is in.
    public struct Entry: Sendable, Hashable {
        /// What the stage states about itself.
        public let manifest: StageManifest
        /// Path of the shared object.
        public let library: String

        /// A stage in a library.
        public init(manifest: StageManifest, library: String) {
            self.manifest = manifest
            self.library = library
        }
    }

    /// A library that cannot be used.
    public struct Failure: Sendable, Hashable {
        /// Path of the shared object.
        public let library: String
        /// Why, with the remedy: a clause that follows the library's name, such as "is empty; copy it again".
        public let reason: String
        /// Ids of the stages that it is known to hold, from an older manifest; often empty.
        public let stages: [String]

        /// A library that cannot be used.
        public init(library: String, reason: String, stages: [String] = []) {
            self.library = library
            self.reason = reason
            self.stages = stages
        }
    }

    /// What looking up a name gives.
    public enum Lookup: Sendable {
        /// The stage.
        case found(Entry)
        /// Several stages answer to the name; there are at least two.
        case ambiguous([Entry])
        /// The stage is there, but not in the major version asked for.
        case otherVersions([Entry])
        /// The stage would be in this library, which could not be loaded.
        case failed(Failure)
        /// Nothing answers to the name.
        case unknown
    }

    /// All stages, in the order in which they were found.
    public private(set) var entries: [Entry] = []
    /// All libraries that cannot be used.
    public private(set) var failures: [Failure] = []
    /// Positions in `entries` by full id and by its last part: a graph of a thousand stages looks up a thousand names.
    private var byID: [String: [Int]] = [:]
    private var byShortName: [String: [Int]] = [:]

    /// No stages.
    public init() {}

    /// Adds a stage.
    public mutating func add(_ entry: Entry) {
        byID[entry.manifest.id, default: []].append(entries.count)
        byShortName[entry.manifest.shortName, default: []].append(entries.count)
        entries.append(entry)
    }

    /// Adds all stages of a library.
    public mutating func add(_ library: LibraryManifest, at path: String) {
        for stage in library.stages { add(Entry(manifest: stage, library: path)) }
    }

    /// The same without stages that one of the given libraries has too. What several of these have counts in the one that
    /// was found first.
    public func preferring(_ libraries: Set<String>) -> StageCatalogue {
        var holders: [String: String] = [:]
        for entry in entries where libraries.contains(entry.library) && holders[entry.manifest.id] == nil {
            holders[entry.manifest.id] = entry.library
        }
        var result = StageCatalogue()
        for entry in entries {
            let holder = holders[entry.manifest.id]
            if holder == nil || holder == entry.library { result.add(entry) }
        }
        for failure in failures { result.add(failure) }
        return result
    }

    /// Adds a library that cannot be used.
    public mutating func add(_ failure: Failure) { failures.append(failure) }
}

extension StageCatalogue {
    /// Looks up what a graph's `use:` says: a full id, its last part, either with `@major`.
    public func find(_ use: String) -> Lookup {
        let parts = use.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        let named = entries(named: name)
        let matching: [Entry]
        if parts.count == 2 {
            guard let major = Int(parts[1]) else { return .unknown }
            matching = named.filter { $0.manifest.majorVersion == major }
            if matching.isEmpty, !named.isEmpty { return .otherVersions(named) }
        } else {
            matching = named
        }
        if matching.count > 1 { return .ambiguous(matching) }
        if let entry = matching.first { return .found(entry) }
        if let failure = failures.first(where: { $0.mayHold(name) }) { return .failed(failure) }
        return .unknown
    }

    /// All names that `use:` may say: last parts, then full ids, each once and sorted.
    public var names: [String] {
        byShortName.keys.sorted() + byID.keys.sorted()
    }

    private func entries(named name: String) -> [Entry] {
        (byID[name] ?? byShortName[name] ?? []).map { entries[$0] }
    }
}

extension StageCatalogue.Failure {
    /// Whether the stage with the given id or last part may be in this library, by its known stages or its file name.
    func mayHold(_ name: String) -> Bool {
        let short = name.split(separator: ".").last.map(String.init) ?? name
        if stages.contains(where: { $0 == name || $0.hasSuffix("." + name) }) { return true }
        return Self.stem(library) == short
    }

    private static func stem(_ path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let base = file.hasSuffix(".so") ? String(file.dropLast(3)) : file
        return base.hasPrefix("lib") ? String(base.dropFirst(3)) : base
    }
}
