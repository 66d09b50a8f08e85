import HostCore

/// What the command line asks of a run.
struct RunSettings: Sendable {
    var duration_ns: Int64?
    var frames: UInt64?
    var isQuiet: Bool
    var stats: String?
    var trace: String?
    var report: String?
    var control: String?
    var hasControl: Bool
    var logLevel: LogLevel
    var record: RecordSettings?

    init(_ arguments: Arguments) throws(HostError) {
        duration_ns = try arguments.duration("duration")
        frames = try arguments.count("frames")
        isQuiet = arguments.has("quiet")
        stats = arguments.text("stats")
        trace = arguments.text("trace")
        report = arguments.text("report")
        control = arguments.text("control")
        hasControl = !arguments.has("no-control")
        record = try RecordSettings(arguments)
        logLevel = arguments.text("log-level").flatMap(LogLevel.init(name:)) ?? .warning
    }

    /// Checks that what a run leaves behind can be put where it shall go, before anything runs.
    func checkOutputs() throws(HostError) {
        if let stats, stats != "-" { try OutputFile.check(stats, for: "the statistics") }
        if let trace { try OutputFile.check(trace, for: "the trace") }
        if let report { try OutputFile.makeFolder(report, for: "the report") }
    }
}
