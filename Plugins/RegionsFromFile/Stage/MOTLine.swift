import PluginSDK

/// Reads lines of the MOTChallenge's files: frame, id, left, top, width, height, score, class, …
///
/// The format is that of Leal-Taixé et al. 2015, "MOTChallenge 2015: towards a benchmark for multi-target tracking",
/// and Milan et al. 2016, "MOT16". Detections have the id −1; in `gt.txt` the score says whether a line counts.
struct MOTLine {
    let settings: RegionsFromFileSettings
    let label: Name

    /// The region of a line; `nil` when its class is not wanted.
    func read(_ text: Substring, line: Int) throws(LineFault) -> FileRegion? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 6 else {
            throw LineFault(
                kind: .unreadable,
                text:
                    "\(fields.count) comma-separated fields; at least frame, id, left, top, width and height are needed"
            )
        }
        let frame = try LineFault.frame(try number(fields[0], "frame"))
        let id = try number(fields[1], "id")
        var sides: [Double] = []
        for (index, name) in ["left", "top", "width", "height"].enumerated() {
            sides.append(try number(fields[2 + index], name))
        }
        let box = try LineFault.box(sides, scale: settings.scale)
        let score = fields.count > 6 ? try number(fields[6], "score") : settings.scoreTo
        guard score.isFinite else { throw LineFault(kind: .number, text: "the score \(score) is not finite") }
        if fields.count > 7, !settings.classes.isEmpty {
            let kind = try number(fields[7], "class")
            guard settings.classes.contains(where: { Double($0) == kind }) else { return nil }
        }
        var region = FileRegion(
            frame: frame, line: Int32(clamping: line), box: box, confidence: settings.confidence(score), label: label)
        if settings.tracks, let track = UInt64(exactly: id) { region.track = track }
        return region
    }

    private func number(_ field: Substring, _ name: String) throws(LineFault) -> Double {
        let bare = field.drop { $0.isWhitespace }
        let end = bare.lastIndex { !$0.isWhitespace }
        guard let end, let value = Double(bare[...end]) else {
            throw LineFault(kind: .number, text: "the \(name) '\(field.prefix(40))' is no number")
        }
        return value
    }
}
