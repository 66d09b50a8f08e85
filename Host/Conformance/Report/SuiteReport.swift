import HostCore

/// What came of all libraries of a run, and the ways to show it.
public struct SuiteReport: Sendable {
    /// Each library, in the order of the command line.
    public let libraries: [LibraryReport]
    /// Seed of all that was random.
    public let seed: UInt64
    /// `default` or `full`.
    public let profile: String
    /// Version of the program, for the report.
    public let version: String
    /// When it began: UTC since 1970, in nanoseconds.
    public let started_wall_ns: Int64

    /// A report on the given libraries.
    public init(_ libraries: [LibraryReport], seed: UInt64, isFull: Bool, version: String, started_wall_ns: Int64) {
        self.libraries = libraries
        self.seed = seed
        profile = isFull ? "full" : "default"
        self.version = version
        self.started_wall_ns = started_wall_ns
    }

    /// Whether checks ran on every library and none failed.
    public var isSound: Bool { !libraries.isEmpty && libraries.allSatisfy(\.isSound) }

    /// Whether a library could not be checked at all.
    public var hasRefusals: Bool { libraries.contains { $0.refusal != nil } }
}

extension LibraryReport {
    /// `61 pass, 2 warn, 8 skip`: those that there are.
    public var countsText: String {
        let parts = Status.allCases.compactMap { status in
            count(status) > 0 ? "\(count(status)) \(status.rawValue)" : nil
        }
        return parts.isEmpty ? "no check ran" : parts.joined(separator: ", ")
    }

    /// `sound`, `fails` or `cannot be checked`.
    public var verdict: String { refusal != nil ? "cannot be checked" : isSound ? "sound" : "fails" }
}
