import HostCore

extension SuiteReport {
    /// For programs; its grammar is in docs/conformance.md, and `sluice_conform` rises when it changes.
    public var json: JSONValue {
        [
            "sluice_conform": 1, "version": .string(version), "profile": .string(profile),
            "seed": .string(String(seed)), "started_wall_ns": .integer(started_wall_ns), "sound": .bool(isSound),
            "libraries": .array(libraries.map(Self.json)),
        ]
    }

    private static func json(_ library: LibraryReport) -> JSONValue {
        var counts = JSONObject()
        for status in Status.allCases { counts[status.rawValue] = .integer(Int64(library.count(status))) }
        return [
            "path": .string(library.path), "name": .string(library.name), "sound": .bool(library.isSound),
            "refusal": library.refusal.map { ["kind": .string($0.kind.rawValue), "text": .string($0.message)] } ?? nil,
            "stages": .array(library.stages.map { .string($0) }), "time_ns": .integer(library.time_ns),
            "counts": .object(counts), "results": .array(library.results.map(json)),
        ]
    }

    private static func json(_ result: CheckResult) -> JSONValue {
        [
            "id": .string(result.id), "slug": .string(result.slug), "level": .string(result.level.rawValue),
            "stage": result.stage.isEmpty ? nil : .string(result.stage), "status": .string(result.status.rawValue),
            "text": .string(result.text), "asserts": .string(result.title),
            "notes": .array(result.notes.map { .string($0) }), "complaint": .string(result.complaint),
            "seen_under": result.seenUnder.isEmpty ? nil : .string(result.seenUnder),
            "level_reason": result.levelReason.isEmpty ? nil : .string(result.levelReason),
            "time_ns": .integer(result.time_ns),
            "reproduce": result.reproduce.isEmpty ? nil : .string(result.reproduce),
        ]
    }
}
