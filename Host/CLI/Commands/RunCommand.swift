import HostCore
import HostLoading
import HostReplay

/// `sluice run`.
enum RunCommand: Command {
    /// What a replay takes too.
    static let options = [
        OptionSpec("duration", .text("TIME"), "Ends after this time, such as 500ms, 10s, 5m or 1h."),
        OptionSpec("frames", .text("N"), "Ends each stream after N frames."),
        OptionSpec("quiet", short: "q", "Shows warnings and errors only."),
        OptionSpec("stats", .text("FILE"), "Writes the counts of the run as JSON; - is the standard output."),
        OptionSpec("trace", .text("FILE"), "Writes each call of each stage for Perfetto or chrome://tracing."),
        OptionSpec("report", .text("FOLDER"), "Writes a page about the run to FOLDER/index.html."),
        OptionSpec("control", .text("SOCKET"), "Listens here for 'sluice ctl' instead of in the user's folder."),
        OptionSpec("no-control", "Listens nowhere."),
    ]

    static let spec = CommandSpec(
        name: "run", summary: "Runs a graph until its sources end, a limit is reached, or Ctrl-C.",
        operands: [.init("GRAPH", "The graph file.")],
        options: options + RecordSettings.options + CommonOptions.graph,
        examples: [
            .init("sluice run door.yaml", "runs until the files of the graph end, or Ctrl-C"),
            .init("sluice run door.yaml --duration 10s --stats -", "runs for ten seconds, then writes the counts"),
            .init("sluice run door.yaml --set streams.door.uri=test: --frames 300", "runs on a test picture"),
            .init("sluice run door.yaml --report out/report", "leaves a page with the best shots and timings"),
            .init("sluice run door.yaml --record door.slr", "keeps what the cameras gave, for 'sluice replay'"),
        ],
        notes: [
            "The first Ctrl-C (or SIGTERM) ends the sources and finishes the frames under way; the second one ends at "
                + "once. SIGHUP reads the graph file again and makes the running graph what it says, as 'sluice ctl apply' "
                + "does. Running a graph runs the code of its plugins: run only graphs and plugins that you trust."
        ],
        statuses: [.done, .failed, .wrong, .missing, .interrupted])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        try run(arguments, try RunSettings(arguments), file: arguments.operands[0], nil)
    }

    /// Runs a graph on its sources, or on a recording.
    static func run(
        _ arguments: Arguments, _ settings: RunSettings, file: String, _ replay: ReplaySession?
    ) throws(HostError) -> ExitStatus {
        let session = try GraphSession(arguments, mode: .scan, file: file, replay: replay?.inputs)
        guard let plan = session.graphOrReport() else { return session.status }
        try settings.checkOutputs()
        let screen = Screen(Terminal())
        if !settings.isQuiet {
            let folders = session.catalogue.places.map(\.path).joined(separator: ", ")
            screen.line("sluice \(Version.text): \(plan.name), plugins from \(folders)")
        }
        var replay = replay
        replay?.prepare(for: plan)
        let recipe = GraphRecipe(arguments, file: file, replay: replay?.inputs)
        let run = Run(plan, session.catalogue, recipe, settings, screen: screen, replay: replay)
        if let record = settings.record {
            let facts = RecordingFacts.of(plan, overrides: arguments.texts(CommonOptions.set.name))
            try run.record(record, facts, points: try record.points(plan, session.config))
        }
        return try run.run()
    }
}
