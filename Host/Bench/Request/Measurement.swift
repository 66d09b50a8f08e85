import HostCore

/// What measuring a stage gave.
public struct Measurement: Sendable {
    /// Memory of the measuring process, in bytes.
    public struct Memory: Sendable {
        /// Resident before the library was opened.
        public var before_bytes: Int64 = 0
        /// Resident once the stage had started and warmed up.
        public var started_bytes: Int64 = 0
        /// Resident after the last item.
        public var end_bytes: Int64 = 0
        /// The most that was ever resident.
        public var peak_bytes: Int64 = 0

        /// All zero.
        public init() {}
        /// What the measured items added.
        public var growth_bytes: Int64 { end_bytes - started_bytes }
    }

    /// Time of each call, sorted, in nanoseconds.
    public var times_ns: [Int64] = []
    /// Items that the calls were about: those that went in; for a source those that came out.
    public var items: Int64 = 0
    /// Items that came out.
    public var emitted: Int64 = 0
    /// From the first call to the end of the last one, for sources.
    public var elapsed_ns: Int64 = 0
    /// Allocations within the calls, on all threads but within calls of the host.
    public var allocations: Int64 = 0
    /// Bytes that those asked for.
    public var allocated_bytes: Int64 = 0
    /// Memory of the process.
    public var memory = Memory()
    /// Size of the frames.
    public var width = 0
    /// Size of the frames.
    public var height = 0
    /// Calls that failed; their times do not count.
    public var errors: Int64 = 0
    /// What the stage said to the last one.
    public var lastError = ""

    /// Nothing yet.
    public init() {}

    /// The time that `share` of the calls took at most: the nearest rank, so a time that was measured.
    public func percentile_ns(_ share: Double) -> Int64 {
        guard !times_ns.isEmpty else { return 0 }
        let rank = Int((share * Double(times_ns.count)).rounded(.up))
        return times_ns[min(times_ns.count - 1, max(0, rank - 1))]
    }

    /// The mean time of a call.
    public var mean_ns: Double {
        times_ns.isEmpty ? 0 : times_ns.reduce(0) { $0 + Double($1) } / Double(times_ns.count)
    }

    /// Items in a second that one instance can take: what its calls alone take; for a source, what came out in the time
    /// that went by.
    public func rate(isSource: Bool) -> Double {
        if isSource { return elapsed_ns > 0 ? Double(items) / (Double(elapsed_ns) / 1e9) : 0 }
        return mean_ns > 0 ? 1e9 / mean_ns : 0
    }

    /// Allocations for each item.
    public var allocationsPerItem: Double { items > 0 ? Double(allocations) / Double(items) : 0 }
    /// Allocated bytes for each item.
    public var allocatedPerItem_bytes: Double { items > 0 ? Double(allocated_bytes) / Double(items) : 0 }
}

extension Measurement {
    /// As it comes from the measuring process.
    public var json: JSONValue {
        [
            "times_ns": .array(times_ns.map(JSONValue.integer)), "items": .integer(items), "emitted": .integer(emitted),
            "elapsed_ns": .integer(elapsed_ns), "allocations": .integer(allocations),
            "allocated_bytes": .integer(allocated_bytes), "before_bytes": .integer(memory.before_bytes),
            "started_bytes": .integer(memory.started_bytes), "end_bytes": .integer(memory.end_bytes),
            "peak_bytes": .integer(memory.peak_bytes), "width": .integer(Int64(width)),
            "height": .integer(Int64(height)), "errors": .integer(errors), "last_error": .string(lastError),
        ]
    }

    /// Reads what came. The plugin lives in the process that sent it: numbers are taken as they are, and no more.
    public init(_ json: JSONValue) {
        func number(_ key: String) -> Int64 { max(0, json[key]?.integerValue ?? 0) }
        times_ns = (json["times_ns"]?.arrayValue ?? []).compactMap(\.integerValue).sorted()
        (items, emitted, elapsed_ns) = (number("items"), number("emitted"), number("elapsed_ns"))
        (allocations, allocated_bytes) = (number("allocations"), number("allocated_bytes"))
        (memory.before_bytes, memory.started_bytes) = (number("before_bytes"), number("started_bytes"))
        (memory.end_bytes, memory.peak_bytes) = (number("end_bytes"), number("peak_bytes"))
        (width, height, errors) = (Int(number("width")), Int(number("height")), number("errors"))
        lastError = String((json["last_error"]?.stringValue ?? "").prefix(500))
    }
}
