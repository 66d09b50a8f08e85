import HostCore

extension GraphDraft {
    /// Reports each loop once, cuts it where it closes, and puts the stages into an order in which each stands behind
    /// those that feed it. Without recursion: a chain of stages may be long.
    mutating func findCycles() {
        var state = [Int](repeating: 0, count: stages.count)  // 0 unseen, 1 on the path, 2 done
        let allFeeds = stages.indices.map { feeds(of: $0) }
        var cuts: [(stage: Int, input: Int, reference: Int)] = []
        for root in stages.indices where state[root] == 0 {
            var path = [(stage: root, next: 0)]
            state[root] = 1
            while let top = path.last {
                let feeds = allFeeds[top.stage]
                guard top.next < feeds.count else {
                    state[top.stage] = 2
                    order.append(top.stage)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let feed = feeds[top.next]
                if state[feed.stage] == 0 {
                    state[feed.stage] = 1
                    path.append((stage: feed.stage, next: 0))
                } else if state[feed.stage] == 1 {
                    reportLoop(path.map(\.stage), closing: feed.stage, at: feed.site)
                    cuts.append((top.stage, feed.input, feed.reference))
                }
            }
        }
        for cut in cuts.sorted(by: { ($0.stage, $0.input, $0.reference) > ($1.stage, $1.input, $1.reference) }) {
            stages[cut.stage].inputs[cut.input].references.remove(at: cut.reference)
            stages[cut.stage].isBroken = true
        }
    }

    private func feeds(of stage: Int) -> [(stage: Int, input: Int, reference: Int, site: Site)] {
        var feeds: [(stage: Int, input: Int, reference: Int, site: Site)] = []
        for (input, source) in stages[stage].inputs.enumerated() {
            for (index, reference) in source.references.enumerated() {
                guard case .stage(let feed, _) = reference.target else { continue }
                feeds.append((feed, input, index, reference.site))
            }
        }
        return feeds
    }

    /// The path goes against the flow, so the loop is read backwards.
    private func reportLoop(_ path: [Int], closing stage: Int, at site: Site) {
        let start = path.firstIndex(of: stage) ?? 0
        let names = ([stage] + path[start...].reversed()).map { stages[$0].name }
        let shown = names.count > 12 ? names.prefix(6) + ["…"] + names.suffix(5) : names[...]
        log.error(
            "cycle", "the stages feed one another in a circle: \(shown.joined(separator: " → "))",
            remedy: "let one of them take from a stream instead", at: site)
    }
}
