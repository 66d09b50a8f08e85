import PluginSDK

/// Writes followed regions as the MOTChallenge's evaluation reads them: frame, track, left, top, width, height,
/// confidence, and three times −1 for what is not known. Regions without a track and a tracker's predictions are left
/// out. The file has no place for a stream's name, so there is one stream.
struct MOTLines {
    private var stream: UInt32?

    /// - Throws: `configuration` for a second stream.
    mutating func begin(_ stream: StreamInfo) throws(StageError) {
        guard let first = self.stream, first != stream.stream else {
            self.stream = stream.stream
            return
        }
        throw StageError(
            .configuration,
            "the format motchallenge has no place for a second stream ('\(stream.name)'); give each its own record-sink"
        )
    }

    /// Appends the item's lines; none for what has no followed regions.
    func write(_ item: ItemView, to out: inout JSONBuffer) throws(StageError) {
        guard item.kind == .frame else { return }
        guard stream == nil || stream == item.stream else {
            throw StageError(.configuration, "a second stream in a motchallenge file; give each its own record-sink")
        }
        let regions = item.regions
        for index in regions.indices {
            let region = regions[index]
            guard region.track != 0, !region.isPredicted else { continue }
            write(region, seq: item.seq, to: &out)
        }
    }

    private func write(_ region: Region, seq: UInt64, to out: inout JSONBuffer) {
        let box = region.box
        guard (box.x + box.y + box.width + box.height).isFinite else { return }
        out.append(seq)
        out.append(",")
        out.append(region.track)
        for value in [box.x, box.y, box.width, box.height, region.confidence.isFinite ? region.confidence : 0] {
            out.append(",")
            out.append(value)
        }
        out.append(",-1,-1,-1\n")
    }
}
