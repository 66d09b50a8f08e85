import Glibc
import HostCore
import HostGraph

/// The JSON of `--stats`.
enum StatisticsJSON {
    /// The whole document.
    static func document(_ result: RunResult) -> JSONValue {
        let statistics = result.statistics
        return [
            "sluice": ["version": .string(Version.text), "contract": .string(Version.contract)],
            "graph": .string(statistics.graph), "file": .string(result.plan.file),
            "outcome": .string(result.outcome.word),
            "exit_status": .integer(Int64(result.outcome.status.rawValue)),
            "errors": .array(result.errors.map(JSONValue.string)),
            "warnings": .array(result.warnings.map(JSONValue.string)),
            "started_wall_ns": .integer(result.wallStart_ns), "elapsed_ns": .integer(statistics.elapsed_ns),
            "first_frame_ns": statistics.firstFrame_ns.map(JSONValue.integer) ?? .null,
            "streams": .array(statistics.streams.map { stream($0, elapsed_ns: statistics.elapsed_ns) }),
            "stages": .array(statistics.stages.map { stage($0, elapsed_ns: statistics.elapsed_ns) }),
            "edges": .array(statistics.edges.map(edge)), "memory": memory(statistics.memory),
            "workers": .array(statistics.workers.map(worker)),
            "recording": result.recording?.json ?? .null,
        ]
    }

    /// The counts of a run that goes on.
    static func live(_ statistics: RunStatistics, _ plan: ValidatedGraph) -> JSONObject {
        [
            "graph": .string(plan.name), "file": .string(plan.file), "process": .integer(Int64(getpid())),
            "elapsed_ns": .integer(statistics.elapsed_ns),
            "streams": .array(statistics.streams.map { stream($0, elapsed_ns: statistics.elapsed_ns) }),
            "stages": .array(statistics.stages.map { stage($0, elapsed_ns: statistics.elapsed_ns) }),
            "edges": .array(statistics.edges.map(edge)), "memory": memory(statistics.memory),
            "workers": .array(statistics.workers.map(worker)),
        ]
    }

    private static func stream(_ stream: StreamStatistics, elapsed_ns: Int64) -> JSONValue {
        [
            "name": .string(stream.name), "state": .string(stream.state), "frames": whole(stream.frames),
            "fps": .number(rounded(Double(stream.frames) / max(1e-9, Double(elapsed_ns) / 1e9), 100)),
            "pts_ns": .integer(stream.pts_ns), "reconnects": .integer(Int64(stream.reconnects)),
            "copies": whole(stream.copies), "copied_bytes": whole(stream.copied_bytes),
            "copy_reason": .string(stream.copyReason), "conversions": whole(stream.conversions),
            "corrupt": whole(stream.corrupt),
            "decoder": .string(stream.decoder),
            "failure": .string(stream.failure), "health": health(stream),
        ]
    }

    private static func health(_ stream: StreamStatistics) -> JSONValue {
        let counts = stream.healthCounts.sorted { $0.key < $1.key }
        return [
            "verdict": .string(stream.health.name), "stage": stream.health.stage.map(JSONValue.string) ?? .null,
            "counts": .object(JSONObject(counts.map { ($0.key, .integer(Int64($0.value))) })),
            "events": .array(stream.healthEvents.map(\.json)),
        ]
    }

    private static func stage(_ stage: StageStatistics, elapsed_ns: Int64) -> JSONValue {
        [
            "name": .string(stage.name), "stage": .string(stage.stage), "task": .integer(Int64(stage.task)),
            "in": whole(stage.itemsIn), "out": whole(stage.itemsOut), "errors": whole(stage.errors),
            "skipped": whole(stage.skipped), "restarts": whole(stage.restarts),
            "lost": .object(JSONObject(stage.lost.map { ($0.reason, whole($0.count)) })),
            "metrics": .object(JSONObject(stage.metrics.map { ($0.name, .number($0.value)) })),
            "revivals": revivals(stage.revivals_ns.sorted()),
            "last_error": .string(stage.lastError), "busy_ns": whole(stage.busy_ns),
            "busy": .number(rounded(Double(stage.busy_ns) / Double(max(1, elapsed_ns)), 10_000)),
            "time_ns": percentiles(stage.time), "latency_ns": percentiles(stage.latency),
        ]
    }

    private static func revivals(_ sorted_ns: [Int64]) -> JSONValue {
        [
            "count": .integer(Int64(sorted_ns.count)),
            "p50_ns": .integer(sorted_ns.isEmpty ? 0 : sorted_ns[(sorted_ns.count - 1) / 2]),
            "max_ns": .integer(sorted_ns.last ?? 0),
        ]
    }

    private static func percentiles(_ values: Percentiles) -> JSONValue {
        [
            "p50": whole(values.p50_ns), "p95": whole(values.p95_ns), "p99": whole(values.p99_ns),
            "max": whole(values.max_ns),
        ]
    }

    private static func edge(_ edge: EdgeStatistics) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("from", .string(edge.from)), ("to", .string(edge.to)), ("fused", .bool(edge.fused)),
        ]
        guard !edge.fused else { return .object(JSONObject(members)) }
        members += [
            ("capacity", .integer(Int64(edge.capacity))), ("policy", .string(edge.policy)),
            ("high_water", .integer(Int64(edge.highWater))), ("pushed", whole(edge.pushed)),
            ("popped", whole(edge.popped)), ("left", whole(edge.left)),
            ("dropped", .object(JSONObject(edge.dropped.map { ($0.reason, whole($0.count)) }))),
        ]
        return .object(JSONObject(members))
    }

    private static func memory(_ memory: MemoryStatistics) -> JSONValue {
        [
            "frames_live": .integer(Int64(memory.framesLive)), "slots_used": .integer(Int64(memory.slotsUsed)),
            "slots": .integer(Int64(memory.slots)), "slab_bytes": .integer(Int64(memory.slab_bytes)),
            "overflow": .integer(Int64(memory.overflow)), "copies": .integer(Int64(memory.copies)),
            "copied_bytes": .integer(Int64(memory.copied_bytes)),
            "max_resident_bytes": .integer(Int64(memory.maxResident_bytes)), "cpu_ns": .integer(memory.cpu_ns),
        ]
    }

    private static func worker(_ worker: WorkerStatistics) -> JSONValue {
        [
            "name": .string(worker.name), "state": .string(worker.state), "process": .integer(Int64(worker.process)),
            "failures": whole(worker.failures), "own_bytes": .integer(Int64(worker.own_bytes)),
            "refused_calls": .array(worker.refusals.map(JSONValue.string)),
            "last_failures": .array(worker.lastFailures.map(failure)),
        ]
    }

    private static func failure(_ failure: WorkerFailureStatistics) -> JSONValue {
        [
            "kind": .string(failure.kind), "text": .string(failure.text), "time_ns": .integer(failure.time_ns),
            "process": .integer(Int64(failure.process)), "backtrace": .array(failure.backtrace.map(JSONValue.string)),
            "output": .array(failure.output.map(JSONValue.string)),
        ]
    }

    private static func whole(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }

    private static func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
}
