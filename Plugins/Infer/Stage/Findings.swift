import InferenceDecoders
import PluginSDK

/// What the heads gave for the items of one call, until it is emitted item by item. Memory is reused from call to call.
struct Findings {
    struct Found {
        let item: Int
        /// Position among the item's own regions of the one that was looked into; -1 for the frame.
        let parent: Int
        let box: Box
        let label: Name
        let score: Float
        let firstPoint: Int
        let pointCount: Int
    }

    struct Score {
        let item: Int
        let region: Int
        let name: Name
        let value: Float
    }

    struct Record {
        let item: Int
        let type: Name
        /// Where it lies in ``Findings/text``.
        let bytes: Range<Int>
    }

    var found: [Found] = []
    var points: [Point] = []
    var scores: [Score] = []
    private var records: [Record] = []
    private var text = JSONBuffer()

    mutating func removeAll() {
        found.removeAll(keepingCapacity: true)
        points.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        text.removeAll()
    }

    /// Adds a record, as `write` puts it down.
    mutating func appendRecord(_ item: Int, _ type: Name, _ write: (inout JSONBuffer) -> Void) {
        let start = text.bytes.count
        write(&text)
        records.append(Record(item: item, type: type, bytes: start..<text.bytes.count))
    }

    func isEmpty(for item: Int) -> Bool {
        !found.contains { $0.item == item } && !scores.contains { $0.item == item }
    }

    /// Emits an item with what was found in it, then its records.
    func emit(_ position: Int, _ item: ItemView, to output: Output) throws(StageError) {
        if isEmpty(for: position) {
            try output.emit(item)
        } else {
            let (boxes, points) = found.reduce(into: (0, 0)) { sum, entry in
                if entry.item == position { sum = (sum.0 + 1, sum.1 + entry.pointCount) }
            }
            let scores = self.scores.count { $0.item == position }
            var regions = try output.newRegions(from: item, adding: boxes, points: points, scores: scores)
            for entry in found where entry.item == position { append(entry, item, &regions) }
            for score in self.scores where score.item == position {
                regions.setScore(score.name, score.value, at: score.region)
            }
            try output.emit(item, regions: regions)
        }
        for record in records where record.item == position {
            let json = text.bytes.span.extracting(record.bytes).bytes
            try output.emit(record: json, type: record.type, stamp: item.stamp, sub: item.sub)
        }
    }

    private func append(_ entry: Found, _ item: ItemView, _ regions: inout NewRegions) {
        let parent = entry.parent < 0 ? 0 : item.regions[entry.parent].id
        regions.append(entry.box, label: entry.label, confidence: min(1, max(0, entry.score)), parent: parent)
        for number in 0..<entry.pointCount { regions.appendPoint(points[entry.firstPoint + number]) }
    }
}
