/// One check: an id that never changes its meaning, what it asserts, and how.
struct Check: Sendable {
    /// What a check looks at.
    enum Subject: Sendable {
        /// The file and what it exports; nothing of it is opened before the check says so.
        case file
        /// The library's tables.
        case library
        /// Each stage of the library.
        case stage
    }

    /// `mem.02`.
    let id: String
    /// `overread`.
    let slug: String
    let level: Level
    let subject: Subject
    /// What holds when it passes, in one sentence.
    let title: String
    /// Whether it measures time: best of three, and never of level must.
    var measuresTime = false
    /// Runs whose digests must be equal, each in a child with these variables beside the usual ones.
    var rounds: [[String]] = [[]]
    let body: @Sendable (Trial) throws(CheckEnd) -> Void

    init(
        _ id: String, _ slug: String, _ level: Level, _ subject: Subject, _ title: String, measuresTime: Bool = false,
        rounds: [[String]] = [[]], _ body: @escaping @Sendable (Trial) throws(CheckEnd) -> Void
    ) {
        self.id = id
        self.slug = slug
        self.level = level
        self.subject = subject
        self.title = title
        self.measuresTime = measuresTime
        self.rounds = rounds
        self.body = body
    }
}

/// How a check ends when it does not pass.
enum CheckEnd: Error, Sendable {
    /// The plugin does not do what the check asserts.
    case breach(String)
    /// The check does not apply here.
    case skip(String)
    /// What the check needs of the plugin did not work.
    case setup(String)
}
