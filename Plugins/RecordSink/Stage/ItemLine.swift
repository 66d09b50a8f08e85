import PluginSDK

/// Writes an item as a JSON object. Names of labels and scores are quoted once and kept.
struct ItemLine {
    private let context: StageContext
    private var quoted: [Name: [UInt8]] = [:]
    private var streams: [UInt32: [UInt8]] = [:]

    init(context: StageContext) { self.context = context }

    mutating func begin(_ stream: StreamInfo) {
        let name = stream.name.isEmpty ? String(stream.stream) : stream.name
        streams[stream.stream] = Array(JSONText.quote(name).utf8)
    }

    /// Appends one line, its line feed included.
    mutating func write(_ item: ItemView, to out: inout JSONBuffer) {
        out.append("{\"stream\":")
        if let name = streams[item.stream] { out.append(name) } else { out.append(UInt64(item.stream)) }
        out.append(",\"seq\":")
        out.append(item.seq)
        out.append(",\"sub\":")
        out.append(UInt64(item.sub))
        out.append(",\"pts_ns\":")
        out.append(item.pts_ns)
        out.append(",\"kind\":")
        writeKind(item.kind, &out)
        if let frame = item.frame { writeOrigin(frame.origin, &out) }
        writeRegions(item.regions, &out)
        if let record = item.record {
            out.append(",\"type\":")
            writeName(record.type, &out)
            out.append(",\"record\":")
            out.append(json: record.json)
        }
        out.append("}\n")
    }

    private func writeKind(_ kind: ItemKind, _ out: inout JSONBuffer) {
        switch kind {
        case .frame: out.append("\"frame\"")
        case .audio: out.append("\"audio\"")
        case .packet: out.append("\"packet\"")
        case .tensor: out.append("\"tensor\"")
        case .record: out.append("\"record\"")
        default: out.append(UInt64(kind.rawValue))
        }
    }

    private func writeOrigin(_ origin: Origin, _ out: inout JSONBuffer) {
        out.append(",\"origin\":{\"seq\":")
        out.append(origin.seq)
        if origin.region != 0 {
            out.append(",\"region\":")
            out.append(origin.region)
        }
        if (origin.xx, origin.xy, origin.x0, origin.yx, origin.yy, origin.y0) != (1, 0, 0, 0, 1, 0) {
            out.append(",\"affine\":[")
            writeRow(origin.xx, origin.xy, origin.x0, &out)
            out.append(",")
            writeRow(origin.yx, origin.yy, origin.y0, &out)
            out.append("]")
        }
        out.append("}")
    }

    private func writeRow(_ a: Float, _ b: Float, _ c: Float, _ out: inout JSONBuffer) {
        out.append(a, decimals: 6)
        out.append(",")
        out.append(b, decimals: 6)
        out.append(",")
        out.append(c, decimals: 6)
    }

    private mutating func writeRegions(_ regions: RegionList, _ out: inout JSONBuffer) {
        guard !regions.isEmpty else { return }
        out.append(",\"regions\":[")
        for index in regions.indices {
            if index > 0 { out.append(",") }
            writeRegion(regions, index, &out)
        }
        out.append("]")
    }

    private mutating func writeRegion(_ regions: RegionList, _ index: Int, _ out: inout JSONBuffer) {
        let region = regions[index]
        out.append("{\"id\":")
        out.append(region.id)
        if region.parent != 0 {
            out.append(",\"parent\":")
            out.append(region.parent)
        }
        if region.label != .none {
            out.append(",\"label\":")
            writeName(region.label, &out)
        }
        out.append(",\"box\":[")
        out.append(region.box.x)
        out.append(",")
        out.append(region.box.y)
        out.append(",")
        out.append(region.box.width)
        out.append(",")
        out.append(region.box.height)
        out.append("],\"confidence\":")
        out.append(region.confidence)
        if region.track != 0 {
            out.append(",\"track\":")
            out.append(region.track)
        }
        if region.isPredicted { out.append(",\"predicted\":true") }
        writePoints(regions, index, &out)
        writeScores(regions, index, &out)
        out.append("}")
    }

    private func writePoints(_ regions: RegionList, _ index: Int, _ out: inout JSONBuffer) {
        let count = regions.pointCount(at: index)
        guard count > 0 else { return }
        out.append(",\"points\":[")
        for number in 0..<count {
            guard let point = regions.point(number, at: index) else { break }
            out.append(number > 0 ? ",[" : "[")
            out.append(point.x)
            out.append(",")
            out.append(point.y)
            out.append("]")
        }
        out.append("]")
    }

    private mutating func writeScores(_ regions: RegionList, _ index: Int, _ out: inout JSONBuffer) {
        var isFirst = true
        regions.forEachScore(at: index) { name, value in
            out.append(isFirst ? ",\"scores\":{" : ",")
            isFirst = false
            writeName(name, &out)
            out.append(":")
            out.append(value)
        }
        if !isFirst { out.append("}") }
    }

    private mutating func writeName(_ name: Name, _ out: inout JSONBuffer) {
        if let known = quoted[name] { return out.append(known) }
        let made = Array(JSONText.quote(context.text(of: name)).utf8)
        quoted[name] = made
        out.append(made)
    }
}
