import PluginSDK

/// Puts the regions of a file on the frames of a stream, by number: detections that another program has made, or what
/// record-sink has written.
public struct RegionsFromFile: Stage {
    /// Frames in, the same with regions out.
    public static let manifest = StageManifest(
        id: "io.sluice.regions-from-file", summary: "Puts the regions of a file on the frames of a stream.",
        inputs: [.frames("in", PixelFormat.all, "Frames; empty ones do.")],
        outputs: [.same("out", as: "in", "The same frames with the file's regions.")], state: .stream)

    private let settings: RegionsFromFileSettings
    private let table: RegionTable
    /// For each stream that has begun, the number of its name in the file, or −2 for none.
    private var streams: [(stream: UInt32, name: Int32)] = []

    /// Reads the file.
    /// - Throws: `io` when it cannot be read; `configuration`, with file and line, for a line that cannot be used.
    public init(settings: RegionsFromFileSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        var reader = RegionReader(settings, context)
        table = try reader.read()
    }

    /// Finds the stream's lines.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        streams.removeAll { $0.stream == stream.stream }
        streams.append((stream.stream, table.position(of: stream.name) ?? -2))
    }

    /// Adds the regions of the frame's number.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        let range = item.sub == 0 ? table.range(of: Int64(clamping: item.seq) + Int64(settings.frameOffset)) : 0..<0
        let name = name(of: item.stream)
        let room = Room(table, range, name)
        guard room.regions > 0 else { return try output.emit(item) }
        var regions = try output.newRegions(
            from: item, adding: room.regions, points: room.points, scores: room.scores)
        let first = regions.count
        for index in range where Self.isOf(table.regions[index], name) { append(index, range, name, first, &regions) }
        try output.emit(item, regions: regions)
    }

    /// Forgets the stream's name.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        streams.removeAll { $0.stream == stream }
    }

    private func name(of stream: UInt32) -> Int32 {
        for entry in streams where entry.stream == stream { return entry.name }
        return -2
    }

    private static func isOf(_ region: FileRegion, _ name: Int32) -> Bool {
        region.stream == -1 || region.stream == name
    }

    private func append(_ index: Int, _ range: Range<Int>, _ name: Int32, _ first: Int, _ regions: inout NewRegions) {
        let region = table.regions[index]
        let parent = region.parent == 0 ? nil : position(of: region.parent, in: range, before: index, name)
        let added = regions.append(
            region.box, label: region.label, confidence: region.confidence,
            parent: parent.map { regions[first + $0].id } ?? 0)
        guard let added else { return }
        if region.track != 0 || region.isPredicted {
            regions.setTrack(region.track, predicted: region.isPredicted, at: added)
        }
        for point in region.points { regions.appendPoint(table.points[point]) }
        for score in region.scores {
            regions.setScore(table.scores[score].name, table.scores[score].value, at: added)
        }
    }

    /// The whole that a part belongs to stands before it in the same line.
    private func position(of id: UInt64, in range: Range<Int>, before end: Int, _ name: Int32) -> Int? {
        var position = 0
        for index in range.lowerBound..<end where Self.isOf(table.regions[index], name) {
            if table.regions[index].id == id { return position }
            position += 1
        }
        return nil
    }

    /// How much there is to add.
    private struct Room {
        var regions = 0
        var points = 0
        var scores = 0

        init(_ table: RegionTable, _ range: Range<Int>, _ name: Int32) {
            for index in range where RegionsFromFile.isOf(table.regions[index], name) {
                regions += 1
                points += table.regions[index].points.count
                scores += table.regions[index].scores.count
            }
        }
    }
}
