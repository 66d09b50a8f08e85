import HostCore
import HostLoading
import HostSandbox

/// Why a worker ended before its time.
public enum FailureReason: Sendable, Hashable {
    /// A signal ended it.
    case signal(Int32)
    /// It ended itself.
    case exit(Int32)
    /// A call took longer than this.
    case hung(limit_ns: Int64)
    /// Its own memory grew beyond the limit.
    case memory(used_bytes: Int, limit_bytes: Int)
    /// It took more of the processors than it may.
    case processor(used_percent: Int, limit_percent: Int)
    /// It said something that cannot be.
    case protocolBroken(String)
    /// It did not come up.
    case cannotStart(String)

    /// A word for counts: `crashed`, `exited`, `hung`, `memory`, `cpu`, `broken`, `start`.
    public var word: String {
        switch self {
        case .signal: "crashed"
        case .exit: "exited"
        case .hung: "hung"
        case .memory: "memory"
        case .processor: "cpu"
        case .protocolBroken: "broken"
        case .cannotStart: "start"
        }
    }

    /// The signal; 0 for ends without one.
    var signal: Int32 { if case .signal(let number) = self { number } else { 0 } }

    /// What happened, as the end of a sentence about the worker.
    public var text: String {
        switch self {
        case .signal(let number): "crashed with \(SignalName.text(number))"
        case .exit(let status): "ended itself with status \(status)"
        case .hung(let limit_ns): "gave no answer within \(DurationText.text(limit_ns)) and was stopped"
        case .memory(let used, let limit):
            "grew to \(used >> 20) MB of memory, of which \(limit >> 20) MB are allowed, and was stopped"
        case .processor(let used, let limit):
            "took \(used)% of a processor over ten seconds, of which \(limit)% are allowed, and was stopped"
        case .protocolBroken(let what): "broke the protocol of workers (\(what)) and was stopped"
        case .cannotStart(let why): "did not start: \(why)"
        }
    }
}

/// One end of a worker before its time, as reports show it.
public struct WorkerFailure: Sendable {
    /// A call that was under way.
    public struct Call: Sendable {
        /// Name of the stage in the graph.
        public var stage: String
        /// `process`, `start` and so on.
        public var call: String
        /// The item's stream; of `process` only.
        public var stream: UInt32
        /// The item's number; 0 when there is none.
        public var seq: UInt64
        /// How many more items came with it in one call.
        public var more = 0
        /// The shared object.
        public var library: String
    }

    /// Why it ended.
    public var reason: FailureReason
    /// When, on the host's monotonic clock.
    public var time_ns: Int64
    /// The process.
    public var process: Int32
    /// The calls that were under way.
    public var calls: [Call]
    /// The last lines it printed.
    public var output: [String]
    /// Frames of the stack at the crash, innermost first; empty when it left none.
    public var backtrace: [String] = []
    /// Where it crashed: `at address 0x8 in work(item:) of libx.so`; empty when it left no trace.
    public var place = ""

    /// Takes over what the worker left behind.
    mutating func explain(_ report: CrashReport) {
        backtrace = report.frames.map(\.text)
        pluginFrames = report.frames.prefix { $0.image != Self.program }.count
        // A worker that was killed from outside has no place of its own.
        guard case .signal = reason, report.trace != nil else { return }
        place = report.trace?.address.map { " at address 0x" + String($0, radix: 16) } ?? ""
        if let frame = report.frames.first(where: { $0.symbol != nil }) ?? report.frames.first {
            place += " in \(frame.place)"
        }
    }

    /// Frames above those of the worker's own program.
    var pluginFrames = 0
    private static let program = "sluice-worker"

    /// The line, and below it the innermost frames, as far as they are of the plugin.
    var log: String {
        let shown = min(Self.shownFrames, pluginFrames > 0 ? pluginFrames : backtrace.count)
        return ([text] + backtrace.prefix(shown).enumerated().map { "    \($0) \($1)" }).joined(separator: "\n")
    }

    private static let shownFrames = 8

    /// In one line.
    public var text: String {
        let where_ = calls.map { call in
            let item =
                call.seq == 0
                ? "in \(call.call)"
                : "at item \(call.seq) of stream \(call.stream)"
                    + (call.more == 0 ? "" : " and \(call.more) more")
            return "\(call.stage) (\(Self.name(call.library))) \(item)"
        }
        let stages = where_.isEmpty ? "" : ": " + where_.joined(separator: ", ")
        let said = output.last { $0.contains("Fatal error") || $0.contains("error:") } ?? output.last
        return "the worker \(reason.text)\(place)\(stages)\(said.map { ", saying \"\($0)\"" } ?? "")"
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
