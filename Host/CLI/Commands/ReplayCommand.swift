import HostCore
import HostReplay

/// `sluice replay`.
enum ReplayCommand: Command {
    static let spec = CommandSpec(
        name: "replay", summary: "Runs a graph on a recording instead of its sources, the same each time.",
        operands: [
            .init("FILE", "The recording, of 'sluice run --record FILE GRAPH'."),
            .init("GRAPH", optional: true, "The graph file; not needed with --info."),
        ],
        options: [
            OptionSpec("info", "Lists what is in the recording, and checks all of it."),
            OptionSpec("realtime", "Goes on at the speed at which it was recorded; as fast as it can unless given."),
        ] + RunCommand.options + [CommonOptions.json] + CommonOptions.graph,
        examples: [
            .init("sluice replay door.slr door.yaml", "runs the graph on what was recorded, at full speed"),
            .init("sluice replay door.slr door.yaml --realtime", "at the speed at which it was recorded"),
            .init("sluice replay --info door.slr", "lists edges, streams, items and times"),
        ],
        notes: [
            "Streams and stages without inputs are fed by the recorded edges of their names; all other stages are those of "
                + "the graph. Items come in the same order with the same numbers and times, no queue drops, and stages "
                + "that ask for the time are told that of their items: what deterministic stages write is the same, byte "
                + "for byte. --json is for --info."
        ],
        statuses: [.done, .failed, .wrong, .missing, .interrupted])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        if arguments.has("info") { return try info(arguments) }
        guard arguments.operands.count == 2 else {
            throw HostError(.usage, "sluice replay needs GRAPH: \(spec.usage); or --info to look at the recording")
        }
        guard !arguments.has(CommonOptions.json.name) else {
            throw HostError(.usage, "--json is for --info; --stats FILE writes the counts of a replay as JSON")
        }
        let settings = try RunSettings(arguments)
        let replay = try ReplaySession(
            arguments.operands[0], isRealtime: arguments.has("realtime"), clock: SystemClock())
        if let flaw = replay.recording.flaw { Console.message("sluice: warning: \(flaw)\n") }
        return try RunCommand.run(arguments, settings, file: arguments.operands[1], replay)
    }

    private static func info(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        guard arguments.operands.count == 1 else {
            throw HostError(.usage, "--info takes a recording alone: sluice replay --info FILE")
        }
        let report = RecordingReport(try Recording(arguments.operands[0], isWhole: false))
        try Console.out(arguments.has(CommonOptions.json.name) ? report.json.prettyText + "\n" : report.text)
        if let damage = report.damage { throw damage }
        return .done
    }
}
