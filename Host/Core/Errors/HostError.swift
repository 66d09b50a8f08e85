/// The one error of the host: what went wrong, what to do about it, why, and where.
public struct HostError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public let code: Code
    /// The failure and its remedy in one sentence, naming the thing and the place.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?
    /// Where it is.
    public let site: Site?

    /// An error of the given kind.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil, site: Site? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.site = site
    }

    /// The error as one line: `site: message: cause`.
    public var description: String {
        var text = message
        if let site, !site.description.isEmpty { text = "\(site): \(text)" }
        if let cause { text += ": \(cause)" }
        return text
    }
}

extension HostError {
    /// The kind of a failure. A struct, so that a new kind breaks nobody.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case usage, graph, missing, plugin, file, source, stage, limit, state, interrupted, fault
        }
        private let kind: Kind

        /// The command line is wrong.
        public static let usage = Code(kind: .usage)
        /// A graph file is wrong.
        public static let graph = Code(kind: .graph)
        /// A plugin, library, model or program is not there.
        public static let missing = Code(kind: .missing)
        /// A plugin is there but cannot be used.
        public static let plugin = Code(kind: .plugin)
        /// A file cannot be read or written.
        public static let file = Code(kind: .file)
        /// A source failed or ended early.
        public static let source = Code(kind: .source)
        /// A stage failed.
        public static let stage = Code(kind: .stage)
        /// A bound was reached.
        public static let limit = Code(kind: .limit)
        /// Something was called in a state that forbids it.
        public static let state = Code(kind: .state)
        /// The user stopped the run.
        public static let interrupted = Code(kind: .interrupted)
        /// The host itself is wrong; worth a report.
        public static let fault = Code(kind: .fault)

        /// The exit status of a command that ends with it: 1 failed, 2 wrong input, 3 missing, 130 interrupted.
        public var exitStatus: Int32 {
            switch kind {
            case .usage, .graph: 2
            case .missing, .plugin: 3
            case .interrupted: 130
            default: 1
            }
        }

        /// The kind in a word.
        public var description: String { kind.rawValue }
    }
}
