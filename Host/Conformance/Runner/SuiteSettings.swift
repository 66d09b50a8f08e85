import HostCore

/// Which checks run, and how.
public struct SuiteSettings: Sendable {
    /// Ids, slugs or families (`mem`) to run; empty for all.
    public var only: [String] = []
    /// Ids, slugs or families to leave out.
    public var skip: [String] = []
    /// Ids of stages, or their last parts; empty for all of a library.
    public var stages: [String] = []
    /// Checks of this level and above run.
    public var level = Level.info
    /// Seed of all that is random.
    public var seed: UInt64 = 1
    /// Whether the catalogue's counts are run instead of what fits the time.
    public var isFull = false
    /// How long one check may take, in nanoseconds, before it hangs.
    public var limit_ns: Int64 = 30_000_000_000
    /// How many children run at a time.
    public var children = 2
    /// Where models lie that a plugin's own file names; `nil` for nowhere.
    public var models: (any ModelLocator)?
    /// The program whose `check` command runs one check.
    public var worker: String
    /// Whether processes that a plugin leaves behind are looked for and ended; only a program that starts no other
    /// children may say so.
    public var endsOrphans = false

    /// All checks, by the given worker.
    public init(worker: String) { self.worker = worker }

    /// Whether a check was asked for.
    func wants(_ check: Check) -> Bool {
        func matches(_ word: String) -> Bool {
            word == check.id || word == check.slug || check.id.hasPrefix(word + ".")
        }
        if only.isEmpty ? check.level > level : !only.contains(where: matches) { return false }
        return !skip.contains(where: matches)
    }

    /// Whether a stage is to be checked.
    func wants(stage: String) -> Bool {
        stages.isEmpty || stages.contains { Self.names($0, stage: stage) }
    }

    /// Whether a word names a stage: its id, or the last part of that.
    public static func names(_ word: String, stage: String) -> Bool { word == stage || stage.hasSuffix(".\(word)") }

    /// Whether what a guard found may be told.
    func allows(_ id: String) -> Bool {
        guard let check = Catalogue.check(id) else { return false }
        return check.level <= level && !skip.contains { $0 == id || $0 == check.slug || id.hasPrefix($0 + ".") }
    }

    /// Words that name no check.
    public var unknownWords: [String] {
        (only + skip).filter { word in
            !Catalogue.checks.contains { $0.id == word || $0.slug == word || $0.id.hasPrefix(word + ".") }
                && !Reserved.checks.contains { $0.id == word || $0.id.hasPrefix(word + ".") }
        }
    }

    /// What is asked for and has an id and no check, with the reason.
    public var planned: (word: String, reason: String)? {
        for word in only {
            guard let entry = Reserved.checks.first(where: { $0.id == word || $0.slug == word }) else { continue }
            return ("\(entry.id) \(entry.slug)", entry.reason)
        }
        return nil
    }

    /// Ids and slugs that words may name.
    public static var names: [String] { Catalogue.checks.flatMap { [$0.id, $0.slug] } }
}
