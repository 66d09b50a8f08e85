import HostBench
import HostCore
import HostLoading

/// What `sluice bench` has measured, as a table and as JSON.
struct BenchReport {
    private let library: PluginLibrary
    private let stage: StageManifest
    private let settings: BenchSettings
    private let cases: [BenchCase]

    init(_ library: PluginLibrary, _ stage: StageManifest, _ settings: BenchSettings, _ cases: [BenchCase]) {
        self.library = library
        self.stage = stage
        self.settings = settings
        self.cases = cases
    }

    private var isSource: Bool { stage.inputs.isEmpty }

    /// What a case is about: `gray8 640x480`.
    static func name(_ one: BenchCase) -> String {
        let parts = [one.format?.description, one.size?.description].compactMap(\.self)
        return parts.isEmpty ? "its only case" : parts.joined(separator: " ")
    }

    /// 0 when all cases were measured without an error; 2 or 3 when all that were not are so for a wrong setting or for what
    /// is missing.
    var status: ExitStatus {
        var worst = ExitStatus.done
        for one in cases {
            switch one.outcome {
            case .measured(let measurement) where measurement.errors == 0: continue
            case .refused(_, let status):
                let reason = ExitStatus(rawValue: status) ?? .failed
                worst = worst == .done || worst == reason ? reason : .failed
            default: worst = .failed
            }
        }
        return worst
    }

    /// For people.
    var text: String {
        var text = "\(stage.id) \(stage.version), \(library.path)\n\n"
        let what = isSource ? "item" : "call"
        var table = TextTable(
            ["input", "items", "p50", "p90", "p99", "max", "a second", "mallocs/\(what)", "bytes/\(what)"],
            leftColumns: 1)
        var memory = TextTable(["memory", "before", "started", "end", "growth", "peak"], leftColumns: 1)
        for one in cases {
            guard case .measured(let measured) = one.outcome else { continue }
            table.add(row(one, measured))
            memory.add(Self.memoryRow(Self.name(one), measured.memory))
        }
        if !table.isEmpty {
            text += (table.lines() + [""] + memory.lines()).map { $0 + "\n" }.joined()
        }
        for line in failures { text += line + "\n" }
        return text
    }

    private func row(_ one: BenchCase, _ measured: Measurement) -> [String] {
        let times = [0.5, 0.9, 0.99, 1].map { Figures.time(UInt64(max(0, measured.percentile_ns($0)))) }
        var name = Self.name(one)
        if one.size == nil, measured.width > 0 { name += " \(measured.width)x\(measured.height)" }
        let rate = measured.rate(isSource: isSource)
        return [name, "\(measured.items)"] + times + [
            Figures.decimal(rate, rate < 100 ? 1 : 0), Figures.decimal(measured.allocationsPerItem, 2),
            Figures.decimal(measured.allocatedPerItem_bytes, 0),
        ]
    }

    private static func memoryRow(_ name: String, _ memory: Measurement.Memory) -> [String] {
        let growth = (memory.growth_bytes < 0 ? "-" : "") + Figures.bytes(Int(memory.growth_bytes.magnitude))
        return [
            name, Figures.bytes(Int(memory.before_bytes)), Figures.bytes(Int(memory.started_bytes)),
            Figures.bytes(Int(memory.end_bytes)), growth, Figures.bytes(Int(memory.peak_bytes)),
        ]
    }

    /// A line for each case that was not measured, or with errors; those of one reason together.
    private var failures: [String] {
        var groups: [(text: String, names: [String])] = []
        for one in cases {
            guard let text = Self.complaint(one) else { continue }
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].names.append(Self.name(one))
            } else {
                groups.append((text, [Self.name(one)]))
            }
        }
        return groups.map { "\($0.names.joined(separator: ", ")): \($0.text)" }
    }

    private static func complaint(_ one: BenchCase) -> String? {
        switch one.outcome {
        case .measured(let measured):
            measured.errors == 0
                ? nil : "failed on \(measured.errors) of \(measured.items) items, the last time: \(measured.lastError)"
        case .refused(let text, let status):
            "refused: \(text)"
                + (status == ExitStatus.wrong.rawValue ? " (here by --parameters KEY=VALUE or --config)" : "")
        case .crashed(let text): "crashed: \(text)"
        case .hung(let text): "hung: \(text)"
        case .skipped(let text): "not run: \(text)"
        }
    }

    /// For programs.
    var json: JSONValue {
        [
            "sluice_bench": 1, "version": .string(Version.text), "stage": .string(stage.id),
            "stage_version": .string(stage.version), "library": .string(library.path),
            "build_id": .string(library.buildID), "source": .bool(isSource),
            "seed": .integer(Int64(bitPattern: settings.seed)),
            "input": settings.clip.map(JSONValue.string) ?? .null, "configuration": settings.configuration,
            "cases": .array(cases.map(json)),
        ]
    }

    private func json(_ one: BenchCase) -> JSONValue {
        var object: JSONObject = [
            "status": .string(one.status), "format": one.format.map { .string($0.description) } ?? .null,
            "width": one.size.map { .integer(Int64($0.width)) } ?? .null,
            "height": one.size.map { .integer(Int64($0.height)) } ?? .null,
            "reason": Self.complaint(one).map(JSONValue.string) ?? .null,
        ]
        guard case .measured(let measured) = one.outcome else { return .object(object) }
        if measured.width > 0 {
            object["width"] = .integer(Int64(measured.width))
            object["height"] = .integer(Int64(measured.height))
        }
        object["items"] = .integer(measured.items)
        object["emitted"] = .integer(measured.emitted)
        object["errors"] = .integer(measured.errors)
        object["latency_ns"] = [
            "p50": .integer(measured.percentile_ns(0.5)), "p90": .integer(measured.percentile_ns(0.9)),
            "p99": .integer(measured.percentile_ns(0.99)), "max": .integer(measured.percentile_ns(1)),
            "mean": .number(measured.mean_ns),
        ]
        object["items_per_second"] = .number(measured.rate(isSource: isSource))
        object["allocations_per_item"] = .number(measured.allocationsPerItem)
        object["allocated_bytes_per_item"] = .number(measured.allocatedPerItem_bytes)
        object["memory_bytes"] = [
            "before": .integer(measured.memory.before_bytes), "started": .integer(measured.memory.started_bytes),
            "end": .integer(measured.memory.end_bytes), "growth": .integer(measured.memory.growth_bytes),
            "peak": .integer(measured.memory.peak_bytes),
        ]
        return .object(object)
    }
}
