import HostConformance
import HostCore
import HostLoading
import HostModels

/// `sluice conform`.
enum ConformCommand: Command {
    private static let only = OptionSpec(
        "only", .text("CHECK"), repeats: true, "Runs these checks: an id (mem.02), a name (overread) or a family (mem)."
    )
    private static let skip = OptionSpec("skip", .text("CHECK"), repeats: true, "Leaves these checks out.")
    private static let stage = OptionSpec(
        "stage", .text("STAGE"), repeats: true, "Checks these stages of the library only: an id or its last part.")
    private static let level = OptionSpec(
        "level", .choice(["must", "should", "all"]), "Runs checks of this level and above; all unless given.")
    private static let seed = OptionSpec("seed", .text("N"), "Seed of all that is random; 1 unless given.")
    private static let profile = OptionSpec(
        "profile", .choice(["default", "full"]), "How long checks go on: default fits a minute, full takes its time.")
    private static let limit = OptionSpec(
        "timeout", .text("TIME"),
        "How long a check may be silent, inside one call, before it counts as hung; 30s, or 10m with full. In all it "
            + "may take four times that.")
    private static let inProcess = OptionSpec(
        "in-process", "Runs the checks in this process, for a debugger: a crash or a hang is then this program's own.")
    private static let verbose = OptionSpec("verbose", short: "v", "Lists checks that pass as well.")
    private static let junit = OptionSpec("junit", .text("FILE"), "Writes the result for build servers.")
    private static let html = OptionSpec("html", .text("FILE"), "Writes the result as a page.")

    static let spec = CommandSpec(
        name: "conform", summary: "Checks whether plugins keep the contract.",
        operands: [.init("LIBRARY", repeats: true, "A plugin's shared object.")],
        options: [
            only, skip, stage, level, seed, profile, limit, inProcess, verbose, CommonOptions.json, junit, html,
        ],
        examples: [
            .init("sluice conform ./my-stage.so", "runs all checks and says what is wrong, and how to see it again"),
            .init("sluice conform ./my-stage.so --only mem --verbose", "runs the checks of memory"),
            .init("gdb --args sluice conform ./my-stage.so --only mem.02 --in-process", "runs one in a debugger"),
            .init("sluice conform plugins/*.so --junit conform.xml --html conform.html", "for a build server"),
        ],
        notes: [
            "Each check runs in a process of its own. 0 only when checks ran on each library and none failed; warnings "
                + "do not count. Checks run the plugin's code: check only plugins that you would run."
        ],
        statuses: [.done, .failed, .wrong, .missing, .interrupted],
        meanings: [
            .done: "checks ran on each library, and none found a breach of a must",
            .failed: "a check failed, crashed, hung or could not be made, none ran, the plugin's .conform.json makes "
                + "no sense, or the result could not be written",
            .wrong: "the command line is wrong",
            .missing: "a library is no plugin for this host, or needs one that is not there",
            .interrupted: "interrupted: the children are ended, nothing is left",
        ])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let settings = try settings(arguments)
        for option in [junit, html] {
            if let path = arguments.text(option.name) { try OutputFile.check(path, for: "the result") }
        }
        let clock = SystemClock()
        let screen = Screen(Terminal())
        Interrupts.shared.handle { _ in }
        let suite = Suite(settings, clock: clock, isCancelled: { Interrupts.shared.count > 0 }) { result, done, total in
            if screen.isInteractive { screen.show(["\(done) of \(total) checks: \(result.id) \(result.slug)"]) }
        }
        let started_ns = clock.wall_ns
        var libraries: [LibraryReport] = []
        for path in arguments.operands {
            let isInProcess = arguments.has(inProcess.name)
            libraries.append(try isInProcess ? suite.runInProcess(path) : suite.run(path))
        }
        screen.clear()
        try check(settings.stages, libraries)
        let report = SuiteReport(
            libraries, seed: settings.seed, isFull: settings.isFull, version: Version.text, started_wall_ns: started_ns)
        try write(report, arguments)
        if report.isSound { return .done }
        return report.hasRefusals ? .missing : .failed
    }

    /// A stage that no library has was misspelt: its checks would seem to pass.
    private static func check(_ stages: [String], _ libraries: [LibraryReport]) throws(HostError) {
        let known = libraries.flatMap(\.stages)
        guard libraries.allSatisfy({ !$0.stages.isEmpty }),
            let word = stages.first(where: { word in !known.contains { SuiteSettings.names(word, stage: $0) } })
        else { return }
        throw HostError(.usage, "there is no stage '\(word)'; there are \(known.joined(separator: ", "))")
    }

    private static func settings(_ arguments: Arguments) throws(HostError) -> SuiteSettings {
        var settings = SuiteSettings(worker: WorkerProgram.path())
        settings.only = arguments.texts(only.name)
        settings.skip = arguments.texts(skip.name)
        settings.stages = arguments.texts(stage.name)
        settings.seed = try arguments.count(seed.name) ?? 1
        settings.isFull = arguments.text(profile.name) == "full"
        settings.limit_ns = try arguments.duration(limit.name) ?? (settings.isFull ? 600 : 30) * 1_000_000_000
        settings.level = arguments.text(level.name).flatMap { Level(rawValue: $0) } ?? .info
        settings.models = try ModelStore(ModelFolders.ofProgram(graph: nil))
        settings.endsOrphans = !arguments.has(inProcess.name)
        if let (word, reason) = settings.planned {
            throw HostError(.usage, "there is no check behind \(word): \(reason)")
        }
        if let word = settings.unknownWords.first {
            let near = Nearest.name(to: word, among: SuiteSettings.names).map { "did you mean \($0)?" }
            throw HostError(
                .usage, "there is no check '\(word)'; \(near ?? "docs/conformance.md lists them")")
        }
        return settings
    }

    private static func write(_ report: SuiteReport, _ arguments: Arguments) throws(HostError) {
        if let path = arguments.text(junit.name) { try OutputFile.write(report.junit, to: path, for: "the result") }
        if let path = arguments.text(html.name) { try OutputFile.write(report.html, to: path, for: "the result") }
        let isJSON = arguments.has(CommonOptions.json.name)
        try Console.out(
            isJSON ? report.json.prettyText + "\n" : report.text(showsAll: arguments.has(verbose.name)))
    }
}
