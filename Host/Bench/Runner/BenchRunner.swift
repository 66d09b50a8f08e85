import CHostShim
import Glibc
import HostConformance
import HostCore
import HostLoading
import HostSandbox

/// Measures a stage, each case in a process of its own: what the plugin does there ends nothing but the case.
public struct BenchRunner: Sendable {
    private let library: PluginLibrary
    private let stage: StageManifest
    private let settings: BenchSettings
    private let clock: any HostClock
    private let meter: String
    private let isCancelled: @Sendable () -> Bool
    private let progress: @Sendable (BenchCase, _ number: Int, _ total: Int) -> Void

    /// A runner.
    /// - Parameters:
    ///   - library: The library.
    ///   - stage: The one of its stages that is measured.
    ///   - settings: What is measured.
    ///   - clock: What measures the silence of a child.
    ///   - meter: Path of the program `sluice-meter`.
    ///   - isCancelled: Asked often: whether the user wants no more.
    ///   - progress: Called before each case.
    public init(
        _ library: PluginLibrary, stage: StageManifest, _ settings: BenchSettings, clock: any HostClock,
        meter: String = BenchRunner.meterPath, isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (BenchCase, _ number: Int, _ total: Int) -> Void
    ) {
        self.library = library
        self.stage = stage
        self.settings = settings
        self.clock = clock
        self.meter = meter
        self.isCancelled = isCancelled
        self.progress = progress
    }

    /// Where `sluice-meter` is: beside the running program.
    public static var meterPath: String { Paths.join(Paths.folder(RunningExecutable.path), "sluice-meter") }

    /// Measures all cases. After one that hung the others are left out: each would take as long.
    /// - Throws: `usage` for what the stage does not take, `missing` when the program that measures cannot be started.
    public func run() throws(HostError) -> [BenchCase] {
        let plan = BenchPlan(stage: stage)
        var cases = try plan.cases(settings)
        var hasHung = false
        for index in cases.indices {
            if hasHung { cases[index].outcome = .skipped("an earlier case hung") }
            if isCancelled() { cases[index].outcome = .skipped("interrupted") }
            guard !hasHung, !isCancelled() else { continue }
            progress(cases[index], index + 1, cases.count)
            cases[index].outcome = try measure(request(cases[index], plan))
            if case .hung = cases[index].outcome { hasHung = true }
        }
        return cases
    }

    private func request(_ one: BenchCase, _ plan: BenchPlan) -> MeterRequest {
        let stages = library.manifestJSON["stages"]?.arrayValue ?? []
        let json = stages.first { $0["id"]?.stringValue == stage.id } ?? [:]
        var request = MeterRequest(library: library.path, stage: plan.manifest(json, format: one.format))
        request.sha256 = library.sha256
        request.format = one.format?.description ?? ""
        request.width = one.size?.width ?? 0
        request.height = one.size?.height ?? 0
        request.frames = settings.frames
        request.warmUp = settings.warmUp
        request.limit_ns = settings.limit_ns
        request.seed = settings.seed
        request.clip = settings.clip ?? ""
        request.packets = settings.packets
        request.configuration = settings.configuration
        return request
    }

    private func measure(_ request: MeterRequest) throws(HostError) -> BenchCase.Outcome {
        let file = try Self.file(request)
        defer { close(file) }
        var child = try RunningChild.start(
            program: meter, ["--channel", "3", "--request", "4"], passing: [file], duty: "sluice-meter, which measures",
            variables: [], now_ns: clock.now_ns)
        var heard_bytes = 0
        var heard_ns = clock.now_ns
        while true {
            let now_ns = clock.now_ns
            if child.heard_bytes != heard_bytes { (heard_bytes, heard_ns) = (child.heard_bytes, now_ns) }
            let isOver = now_ns - heard_ns >= settings.timeout_ns || isCancelled()
            if let remains = child.poll(now_ns: now_ns, limit_ns: isOver ? 0 : .max) { return outcome(remains) }
            child.wait(ms: 20)
        }
    }

    /// The request in a memory file, whose position is at its start.
    private static func file(_ request: MeterRequest) throws(HostError) -> Int32 {
        let file = shim_memory_file("sluice-bench", 0)
        let bytes = Array(request.json.text.utf8)
        guard file >= 0, AtomicFile.writeAll(file, bytes) == 0, lseek(file, 0, SEEK_SET) == 0 else {
            throw HostError(.limit, "no memory for what the measuring program is told")
        }
        return file
    }

    private func outcome(_ remains: RunningChild.Remains) -> BenchCase.Outcome {
        let answer = MeterAnswer(remains.answer)
        let said = remains.complaint.isEmpty ? "" : ", saying \"\(remains.complaint)\""
        switch remains.end {
        case .overdue where isCancelled(): return .skipped("interrupted")
        case .overdue:
            return .hung("no answer within \(settings.timeout_ns / 1_000_000_000) s, \(answer.placeText)")
        case .talkative:
            return .crashed("wrote more than 8 MiB to a descriptor of the program that measures, \(answer.placeText)")
        case .signalled(let signal): return .crashed("\(SignalName.text(signal)) \(answer.placeText)\(said)")
        case .exited(let status):
            switch answer.end {
            case .measured(let measurement)? where status == 0: return .measured(measurement)
            case .refused(let text, let reason)? where status == 0: return .refused(text, status: reason)
            default: return .crashed("ended the process \(answer.placeText), with exit status \(status)\(said)")
            }
        }
    }
}
