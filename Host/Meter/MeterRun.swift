import CAllocationCount
import CHostShim
import CSluice
import Glibc
import HostBench
import HostCore
import HostGraph
import HostLoading
import HostModels
import HostRuntime

/// A graph of two stages, run as a host runs it: one that feeds, and the one that is measured. A stage without inputs is
/// alone.
struct MeterRun {
    private let request: MeterRequest
    private let channel: MeterChannel
    private let manifest: StageManifest

    private static let file = "bench.yaml"

    init(_ request: MeterRequest, _ channel: MeterChannel) throws(HostError) {
        self.request = request
        self.channel = channel
        manifest = try StageManifest(json: request.stage)
    }

    /// Measures.
    /// - Throws: Why the stage cannot be, in its own words where it has some.
    func run() throws(HostError) -> Measurement {
        let samples = try ItemSamples.make(request, manifest)
        let plan = try plan(samples)
        let metering = Metering.shared
        metering.prepare(
            capacity: request.frames + request.warmUp, warmUp: request.warmUp, limit_ns: request.limit_ns,
            isSource: manifest.inputs.isEmpty, channel)
        metering.memory.before_bytes = MemoryFigures.resident_bytes
        let table = try open()
        channel.send(MeterAnswer.at("starting"))
        Feeder.shared.prepare(samples, manifest, metering, count: request.frames + request.warmUp)
        var options = RunOptions(clock: MeterClock(), log: { _, _, _ in })
        options.models = try ModelStore(Self.models)
        // Threads that the stage starts when it is made are the stage's; the host starts its own later.
        shim_plugin_enter()
        let made = Result { () throws(HostError) in
            try RunningGraph(plan, options: options) { opening throws(HostError) in
                opening.entry.manifest.id == Feeder.id ? Feeder.shared.table : metering.wrap(table)
            }
        }
        shim_plugin_leave()
        let graph = try made.get()
        channel.send(MeterAnswer.at("warming up"))
        try graph.start()
        while !graph.finish(within_ns: 50_000_000) { if metering.isDone { graph.endSources() } }
        metering.finish()
        let stage = graph.statistics().stages.first { $0.name == name }
        channel.send(MeterAnswer.at("stopping"))
        if let failure = graph.failure ?? graph.close().first { throw failure }
        return measurement(metering, samples, stage)
    }

    private func measurement(
        _ metering: Metering, _ samples: ItemSamples, _ stage: StageStatistics?
    ) -> Measurement {
        var result = metering.measurement
        (result.width, result.height) = (samples.width, samples.height)
        result.lastError = stage?.lastError ?? ""
        return result
    }

    private static var models: ModelFolders {
        ModelFolders(program: RunningExecutable.path, graph: nil) { name in getenv(name).map { String(cString: $0) } }
    }

    /// Opens the library as the loader does; this process ends with it.
    private func open() throws(HostError) -> UnsafePointer<sluice_stage_class> {
        let channel = channel
        do throws(LoadFailure) {
            let pinned = try request.sha256.map { sum throws(LoadFailure) in
                try PinnedFile(request.library, approved: sum)
            }
            let opened = try LibraryOpening.open(LibraryIdentity(request.library), pinned: pinned) { phase in
                channel.send(MeterAnswer.at(phase.rawValue))
            }
            if let found = opened.classes.first(where: { $0.id == manifest.id }) { return found.stageClass }
        } catch {
            throw HostError(.plugin, "plugin \(request.library) \(error.message)")
        }
        throw HostError(.plugin, "plugin \(request.library) has no stage \(manifest.id)")
    }

    private func plan(_ samples: ItemSamples) throws(HostError) -> ValidatedGraph {
        var catalogue = StageCatalogue()
        catalogue.add(StageCatalogue.Entry(manifest: manifest, library: request.library))
        if !manifest.inputs.isEmpty {
            let feeder = try StageManifest(json: Feeder.manifest(for: manifest, format: request.format))
            catalogue.add(StageCatalogue.Entry(manifest: feeder, library: "the measuring program"))
        }
        let files = OneFile(name: Self.file, bytes: Array(graph.text.utf8), others: SystemFileReader())
        let validation = Validation.of(Self.file, GraphInputs(files: files), catalogue: catalogue)
        guard let plan = validation.graph else {
            let errors = validation.findings.filter { $0.severity == .error }
            throw HostError(.graph, errors.map(Self.text).joined(separator: "\n"))
        }
        return plan
    }

    /// A finding without its place: the file is made up.
    private static func text(_ finding: Finding) -> String {
        finding.message + (finding.remedy.isEmpty ? "" : "; \(finding.remedy)")
    }

    private var graph: JSONValue {
        var subject: JSONObject = ["use": .string(manifest.id), "with": Self.escaped(request.configuration)]
        var stages: JSONObject = [:]
        let ports = manifest.inputs.filter { !$0.optional || manifest.inputs.allSatisfy(\.optional) }
        if !ports.isEmpty {
            stages["input"] = ["use": .string(Feeder.id)]
            subject["from"] = .object(
                JSONObject(ports.map { ($0.name, .string("input.\(Feeder.output($0.name))")) }))
            if ports.count == 1, let only = ports.first {
                subject["from"] = .string("input.\(Feeder.output(only.name))")
            }
        }
        stages[name] = .object(subject)
        return ["sluice": 1, "name": "bench", "stages": .object(stages)]
    }

    /// What the stage is called, for its own messages.
    private var name: String {
        let short = manifest.shortName
        let isPlain = short.utf8.allSatisfy { $0 < 0x80 && $0 != 0x2E } && (short.utf8.first.map { $0 > 0x40 } ?? false)
        return isPlain && short != "input" && short != "streams" ? short : "subject"
    }

    /// A dollar begins a variable in graph files.
    private static func escaped(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            .string(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
        case .array(let values): .array(values.map(escaped))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, escaped($0.value)) }))
        default: value
        }
    }
}

/// Files as they are, and one that is made up.
private struct OneFile: FileReader {
    let name: String
    let bytes: [UInt8]
    let others: SystemFileReader

    var workingFolder: String { others.workingFolder }

    private func isOwn(_ path: String) -> Bool { path == name || path == "\(workingFolder)/\(name)" }

    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] {
        isOwn(path) ? bytes : try others.read(path, limit_bytes: limit_bytes)
    }

    func check(_ path: String) throws(FileFailure) { if !isOwn(path) { try others.check(path) } }
}

/// The clocks of this machine.
private final class MeterClock: HostClock {
    var now_ns: Int64 { shim_monotonic_ns() }
    var wall_ns: Int64 { shim_wall_ns() }
    var isSystemClock: Bool { true }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        while !isCancelled(), now_ns < deadline_ns { usleep(1000) }
    }
}
