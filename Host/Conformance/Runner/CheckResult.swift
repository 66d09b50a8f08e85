/// What came of one check of one stage, or of the library.
public struct CheckResult: Sendable {
    /// `mem.02`; never changes its meaning.
    public let id: String
    /// `overread`.
    public let slug: String
    /// How much a breach counts.
    public let level: Level
    /// What holds when it passes.
    public let title: String
    /// Id of the stage; empty for checks of the library.
    public let stage: String
    /// What came of it.
    public var status: Status
    /// What was found, or why it did not run.
    public var text = ""
    /// What was measured.
    public var notes: [String] = []
    /// What the plugin said on its standard error, when it ended the process.
    public var complaint = ""
    /// Why the level is not the catalogue's, from the plugin's own file.
    public var levelReason = ""
    /// How long it took, in nanoseconds.
    public var time_ns: Int64 = 0
    /// The check under which a guard found it; empty when the check itself did.
    public var seenUnder = ""
    /// The command line that runs it again.
    public var reproduce = ""

    /// Whether it fails the suite: by its level, or because the plugin ended or hung the process.
    public var fails: Bool { status.alwaysFails }

    init(_ check: Check, stage: String, _ status: Status, _ text: String = "") {
        id = check.id
        slug = check.slug
        level = check.level
        title = check.title
        self.stage = stage
        self.status = status
        self.text = text
    }
}
