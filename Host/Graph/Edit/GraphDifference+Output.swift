import HostCore

extension GraphDifference {
    /// Whether nothing changes.
    public var isEmpty: Bool {
        leaving.isEmpty && endingStreams.isEmpty && !streams.contains(nil) && !edges.contains(nil)
            && nodes.allSatisfy { if case .stays = $0 { true } else { false } }
    }

    /// One line for each change, for people.
    public func lines(from old: ValidatedGraph, to new: ValidatedGraph) -> [String] {
        var lines: [String] = []
        for index in endingStreams { lines.append("- stream \(old.streams[index].name)") }
        for (index, old) in streams.enumerated() where old == nil {
            lines.append("+ stream \(new.streams[index].name)")
        }
        for index in leaving { lines.append("- stage \(old.nodes[index].name)") }
        for (index, fate) in nodes.enumerated() {
            let name = new.nodes[index].name
            switch fate {
            case .stays: break
            case .isTuned(_, let keys): lines.append("~ stage \(name): \(keys.joined(separator: ", "))")
            case .replaces(_, let reason): lines.append("* stage \(name) is made anew: \(reason)")
            case .enters: lines.append("+ stage \(name)")
            }
        }
        let rewired = edges.enumerated().filter { $0.element == nil }.map { new.edges[$0.offset] }
        let known = Set(nodes.indices.filter { if case .enters = nodes[$0] { false } else { true } })
        for name in Set(rewired.filter { known.contains($0.to) }.map { new.nodes[$0.to].name }).sorted() {
            lines.append("~ stage \(name): its inputs change")
        }
        return lines
    }
}
