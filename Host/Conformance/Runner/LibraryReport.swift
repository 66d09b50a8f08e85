import HostLoading

/// What came of all checks of one library.
public struct LibraryReport: Sendable {
    /// Path as it was given.
    public let path: String
    /// Why nothing could be checked; `nil` when checks ran.
    public internal(set) var refusal: LoadFailure?
    /// Library's name and version, as far as known.
    public internal(set) var name = ""
    /// Ids of its stages.
    public internal(set) var stages: [String] = []
    /// Each check, in the catalogue's order, stage by stage.
    public internal(set) var results: [CheckResult] = []
    /// How long it took, in nanoseconds.
    public internal(set) var time_ns: Int64 = 0

    init(path: String) { self.path = path }

    /// How many results have a status.
    public func count(_ status: Status) -> Int { results.count { $0.status == status } }

    /// Checks that said something of the plugin.
    public var executed: Int { results.count - count(.skip) - count(.error) }

    /// Whether checks ran and none failed.
    public var isSound: Bool { refusal == nil && executed > 0 && !results.contains(where: \.fails) }
}
