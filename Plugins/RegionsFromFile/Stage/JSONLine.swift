import PluginSDK

/// Reads lines of JSON: what record-sink writes, and the short form of one region per line.
///
/// A line of record-sink has `seq` and `regions`; the short form has `frame` (or `seq`) and `box`. Lines about crops,
/// and those without regions, give nothing.
struct JSONLine {
    let settings: RegionsFromFileSettings
    let context: StageContext
    let label: Name

    /// Adds a line's regions to a table.
    func read(_ text: Substring, line: Int, into table: inout RegionTable) throws(LineFault) {
        let value: ConfigValue
        do throws(JSONError) { value = try ConfigValue(json: String(text)) } catch {
            throw LineFault(kind: .unreadable, text: "no JSON: \(error)")
        }
        guard case .object = value else { throw LineFault(kind: .unreadable, text: "a line is a JSON object") }
        if let sub = value["sub"]?.number, sub != 0 { return }
        let stream = value["stream"]?.text.map { table.stream($0) } ?? -1
        if let list = value["regions"]?.list {
            let frame = try frame(value)
            for region in list { try add(region, frame, stream, line, &table) }
        } else if value["box"] != nil {
            try add(value, try frame(value), stream, line, &table)
        } else if value["kind"] == nil, value["frame"] == nil, value["seq"] == nil {
            throw LineFault(kind: .unreadable, text: "a region needs 'box', or a frame 'regions'")
        }
    }

    private func frame(_ value: ConfigValue) throws(LineFault) -> Int64 {
        guard let number = (value["frame"] ?? value["seq"])?.number else {
            throw LineFault(kind: .frame, text: "'frame' or 'seq' is missing, or no number")
        }
        return try LineFault.frame(number)
    }

    private func add(
        _ value: ConfigValue, _ frame: Int64, _ stream: Int32, _ line: Int, _ table: inout RegionTable
    ) throws(LineFault) {
        guard let sides = value["box"]?.list else {
            throw LineFault(kind: .unreadable, text: "'box' is missing, or no list")
        }
        let box = try LineFault.box(sides.map { $0.number ?? .nan }, scale: settings.scale)
        var score = settings.scoreTo
        if let given = value["confidence"] ?? value["score"] {
            guard let number = given.number, number.isFinite else {
                throw LineFault(kind: .number, text: "the confidence is no number")
            }
            score = number
        }
        var region = FileRegion(
            frame: frame, stream: stream, line: Int32(clamping: line), box: box,
            confidence: settings.confidence(score), label: value["label"]?.text.map { context.intern($0) } ?? label)
        region.id = value["id"]?.whole ?? 0
        region.parent = value["parent"]?.whole ?? 0
        if settings.tracks { region.track = value["track"]?.whole ?? 0 }
        if case .bool(true) = value["predicted"] { region.isPredicted = true }
        region.points = table.add(try points(value["points"]?.list ?? []))
        region.scores = table.add(try scores(value["scores"]?.members ?? []))
        table.add(region)
    }

    private func points(_ list: [ConfigValue]) throws(LineFault) -> [Point] {
        var result: [Point] = []
        for entry in list {
            let pair = entry.list?.compactMap(\.number) ?? []
            guard pair.count == 2, pair.allSatisfy(\.isFinite) else {
                throw LineFault(kind: .number, text: "a point is two numbers")
            }
            result.append(Point(x: Float(pair[0] * settings.scale), y: Float(pair[1] * settings.scale)))
        }
        return result
    }

    private func scores(_ members: [(key: String, value: ConfigValue)]) throws(LineFault) -> [(Name, Float)] {
        var result: [(Name, Float)] = []
        for (key, value) in members {
            // record-sink writes null for a score that is not finite.
            if case .null = value { continue }
            guard let number = value.number else {
                throw LineFault(kind: .number, text: "the score '\(key)' is no number")
            }
            result.append((context.intern(key), Float(number)))
        }
        return result
    }
}

extension ConfigValue {
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    fileprivate var whole: UInt64? { if case .integer(let value) = self { UInt64(exactly: value) } else { nil } }
    fileprivate var text: String? { if case .text(let value) = self { value } else { nil } }
    fileprivate var list: [ConfigValue]? { if case .array(let value) = self { value } else { nil } }
}
