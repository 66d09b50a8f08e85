import HostCore

extension ReportPage {
    /// How full queues were, and what they dropped.
    var queues: String {
        let queues = result.statistics.edges.filter { !$0.fused }
        guard !queues.isEmpty else { return "" }
        let rows = queues.map { edge in
            [
                "\(HTML.escape(edge.from)) → \(HTML.escape(edge.to))", HTML.escape(edge.policy),
                HTML.meter(
                    Double(edge.highWater) / Double(max(1, edge.capacity)),
                    kind: edge.highWater >= edge.capacity && edge.policy != "block" ? "hot" : "")
                    + "\(edge.highWater) of \(edge.capacity)",
                Figures.count(edge.pushed), Figures.count(edge.popped), Figures.count(edge.left), drops(edge),
            ]
        }
        return HTML.section(
            "queues", "Queues",
            "Each item offered to a queue is taken from it, dropped for a reason that is counted, or left at the end: "
                + "the numbers add up exactly.",
            "<div class=\"card\">"
                + HTML.table(["queue", "policy", "most at once", "offered", "taken", "left", "dropped"], left: 2, rows)
                + "</div>")
    }

    private func drops(_ edge: EdgeStatistics) -> String {
        let reasons = edge.dropped.filter { $0.count > 0 }
        if reasons.isEmpty { return "0" }
        return reasons.map { "<span class=\"bad\">\(Figures.count($0.count))</span> \(HTML.escape($0.reason))" }
            .joined(separator: "<br>")
    }

    /// Where frames came from, and what they cost in memory.
    var streamsAndMemory: String {
        let rows = result.statistics.streams.map { stream in
            [
                HTML.escape(stream.name), state(stream), Figures.count(stream.frames),
                Figures.rate(stream.frames, in: result.statistics.elapsed_ns), seconds(stream.pts_ns) + " s",
                HTML.escape(stream.decoder.isEmpty ? "–" : stream.decoder), Figures.count(stream.copies),
                Figures.count(stream.conversions), String(stream.reconnects),
            ]
        }
        let streams = HTML.table(
            ["stream", "state", "frames", "frames/s", "reached", "decoder", "copies", "conversions", "reconnects"],
            left: 2, rows)
        return HTML.section(
            "streams", "Streams and memory",
            "Frames lie in memory of the host that decoders write to; a copy is made only where a format or a stage forces "
                + "it.", "<div class=\"card\">\(streams)<div class=\"tiles\">\(memoryTiles)</div></div>")
    }

    private func state(_ stream: StreamStatistics) -> String {
        guard !stream.failure.isEmpty else { return HTML.escape(stream.state) }
        return "<span class=\"bad\" title=\"\(HTML.escape(stream.failure))\">\(HTML.escape(stream.state))</span>"
    }

    private var memoryTiles: String {
        let memory = result.statistics.memory
        let cpu = Double(memory.cpu_ns) / Double(max(1, result.statistics.elapsed_ns))
        let tiles = [
            (Figures.bytes(memory.slab_bytes), "set aside for frames"),
            (Figures.count(UInt64(max(0, memory.overflow))), "frames in overflow memory"),
            ("\(Figures.count(UInt64(max(0, memory.copies))))", "copies, \(Figures.bytes(memory.copied_bytes))"),
            (Figures.bytes(memory.maxResident_bytes), "largest resident size"),
            (Figures.decimal(cpu, 2), "processors busy on average"),
        ]
        return tiles.map { "<div class=\"tile\"><b>\($0.0)</b><span>\($0.1)</span></div>" }.joined()
    }
}
