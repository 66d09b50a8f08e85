import HostBench
import HostCore
import HostLoading

/// `sluice bench`.
enum BenchCommand: Command {
    private static let stage = OptionSpec(
        "stage", .text("STAGE"), "The stage, where a library has several: its id or its last part.")
    private static let size = OptionSpec(
        "size", .text("WxH"), repeats: true, "Size of the frames; 640x480, 1280x720 and 1920x1080 unless given.")
    private static let format = OptionSpec(
        "format", .text("FORMAT"), repeats: true, "Pixel format of the frames; all that the stage takes unless given.")
    private static let frames = OptionSpec("frames", .text("N"), "Items that are measured in each case; 300.")
    private static let warmUp = OptionSpec("warm-up", .text("N"), "Items before that; 30.")
    private static let time = OptionSpec(
        "time", .text("TIME"), "How long measuring one case may take; then it ends with the items that there are; 3s.")
    private static let limit = OptionSpec(
        "timeout", .text("TIME"), "How long one call may take before the stage counts as hung; 20s.")
    private static let input = OptionSpec(
        "input", .text("CLIP"), "Takes the frames, and their size, from a clip instead of making them up.")
    private static let packet = OptionSpec(
        "packet", .text("FILE"), repeats: true, "One packet, for stages that take packets.")
    private static let config = OptionSpec("config", .text("FILE"), "The stage's settings, as JSON.")
    private static let parameters = OptionSpec(
        "parameters", .text("KEY=VALUE"), repeats: true, "One setting, such as backend=hog or rate.bitrate_kbps=800.")
    private static let seed = OptionSpec("seed", .text("N"), "Seed of what made-up frames show; 1.")

    static let spec = CommandSpec(
        name: "bench", summary: "Measures a plugin: latency, rate, allocations and memory, by size and format.",
        operands: [.init("PLUGIN", "What a graph would say under use:, or a plugin's shared object.")],
        options: [
            stage, size, format, frames, warmUp, time, limit, input, packet, config, parameters, seed,
            CommonOptions.json, CommonOptions.plugins,
        ],
        examples: [
            .init("sluice bench ./my-stage.so", "all formats that it takes, in three sizes"),
            .init("sluice bench face-detector --size 640x480 --format gray8", "an installed one, in one case"),
            .init("sluice bench tracker --input clip.mp4 --json", "on frames of a clip, for programs"),
            .init("sluice bench dusk --parameters gain=2.5 --frames 1000", "with a setting, and more frames"),
        ],
        notes: [
            "Each case runs in a process of its own, so a plugin that crashes or hangs ends its case and nothing else: "
                + "exit status 1. Allocations are calls of malloc and its kin, on all threads, while the stage works on "
                + "an item, without those of the host. Times are of this machine as it is now: measure on an idle one. "
                + "Measuring runs the plugin's code outside of any sandbox: measure only plugins that you would run."
        ],
        statuses: [.done, .failed, .wrong, .missing, .interrupted],
        meanings: [
            .done: "all cases were measured",
            .failed: "the stage crashed, hung, refused a case, or failed on an item",
            .wrong: "the command line is wrong, or asks for what the stage does not take",
            .missing: "the plugin, or something that it needs, is not there",
            .interrupted: "interrupted: the children are ended",
        ])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let settings = try settings(arguments)
        let (library, stage) = try find(arguments)
        let screen = Screen(Terminal())
        Interrupts.shared.handle { _ in }
        let runner = BenchRunner(
            library, stage: stage, settings, clock: SystemClock(), isCancelled: { Interrupts.shared.count > 0 }
        ) { one, number, total in
            if screen.isInteractive { screen.show(["case \(number) of \(total): \(BenchReport.name(one))"]) }
        }
        let cases = try runner.run()
        screen.clear()
        let report = BenchReport(library, stage, settings, cases)
        try Console.out(arguments.has(CommonOptions.json.name) ? report.json.prettyText + "\n" : report.text)
        if Interrupts.shared.count > 0 { return .interrupted }
        return report.status
    }

    private static func settings(_ arguments: Arguments) throws(HostError) -> BenchSettings {
        var settings = BenchSettings()
        settings.sizes = try sizes(arguments)
        for name in arguments.texts(format.name) {
            guard let format = PixelFormat(name: name) else {
                let names = PixelFormat.all.map(\.description)
                let near = Nearest.name(to: name, among: names).map { "did you mean \($0)?" }
                throw HostError(
                    .usage, "--format has no '\(name)'; \(near ?? "there are \(names.joined(separator: ", "))")")
            }
            settings.formats.append(format)
        }
        settings.frames = try count(frames, arguments, 1...100_000) ?? settings.frames
        settings.warmUp = try count(warmUp, arguments, 0...100_000) ?? settings.warmUp
        settings.limit_ns = try arguments.duration(time.name) ?? settings.limit_ns
        settings.timeout_ns = try arguments.duration(limit.name) ?? settings.timeout_ns
        settings.seed = try arguments.count(seed.name) ?? settings.seed
        settings.clip = arguments.text(input.name)
        settings.packets = arguments.texts(packet.name)
        settings.configuration = try BenchParameters.read(
            file: arguments.text(config.name), changes: arguments.texts(parameters.name))
        return settings
    }

    private static func sizes(_ arguments: Arguments) throws(HostError) -> [BenchSettings.Size] {
        let texts = arguments.texts(size.name)
        guard texts.isEmpty || arguments.text(input.name) == nil else {
            throw HostError(
                .usage, "--size says nothing beside --input, whose frames have the clip's size; leave one out")
        }
        var sizes: [BenchSettings.Size] = []
        for text in texts {
            guard let size = BenchSettings.Size(text) else {
                throw HostError(
                    .usage, "--size takes a width and a height up to 16384, such as 1280x720, not '\(text)'")
            }
            sizes.append(size)
        }
        return sizes
    }

    private static func count(
        _ option: OptionSpec, _ arguments: Arguments, _ bounds: ClosedRange<Int>
    ) throws(HostError) -> Int? {
        guard let text = arguments.text(option.name) else { return nil }
        guard let value = Int(text), bounds.contains(value) else {
            throw HostError(
                .usage,
                "--\(option.name) takes a whole number from \(bounds.lowerBound) to \(bounds.upperBound), not '\(text)'"
            )
        }
        return value
    }

    private static func find(_ arguments: Arguments) throws(HostError) -> (PluginLibrary, StageManifest) {
        let name = arguments.operands[0]
        let allowed = try PluginFolders.allowed()
        if name.contains("/") || name.hasSuffix(".so") {
            let library = try PluginCatalogue.inspect(file: name, clock: SystemClock(), allowed: allowed)
            return (library, try choose(library, arguments.text(stage.name)))
        }
        let catalogue = try PluginCatalogue.load(
            searchPath: PluginFolders.places(arguments), mode: .scan, clock: SystemClock(), allowed: allowed)
        let found = try catalogue.entry(named: name)
        guard let library = catalogue.library(at: found.library) else {
            throw HostError(.missing, "the library \(found.library) of '\(name)' is not there any more")
        }
        return (library, found.manifest)
    }

    private static func choose(_ library: PluginLibrary, _ name: String?) throws(HostError) -> StageManifest {
        let stages = library.manifest.stages
        let found = name.map { name in stages.filter { $0.id == name || $0.shortName == name } } ?? stages
        guard found.count == 1, let only = found.first else {
            let names = stages.map(\.shortName).joined(separator: ", ")
            throw HostError(.usage, "\(library.path) has the stages \(names); name one of them with --stage")
        }
        return only
    }
}
