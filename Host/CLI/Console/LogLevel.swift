/// How serious a log line is; the numbers are those of the plugin contract.
enum LogLevel: UInt32, Sendable, CaseIterable {
    case debug = 0
    case info = 1
    case warning = 2
    case error = 3

    /// The level with the given name on the command line.
    init?(name: String) {
        guard let level = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = level
    }
}
