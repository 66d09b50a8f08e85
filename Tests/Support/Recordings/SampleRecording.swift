import CSluice
import HostCore
import HostReplay

/// Writes recordings for tests.
public enum SampleRecording {
    /// What the recordings say of themselves.
    public static let facts = RecordingFacts(
        program: "0.1.0", contract: "1.0", graph: "sample", file: "sample.yaml", text: "sluice: 1\n",
        overrides: ["streams.door.uri=test:"], started_wall_ns: 1_700_000_000_000_000_000, started_ns: 1_000_000_000)

    /// Writes a recording of two edges: `door`, which is a source, has all items, `best` each third one.
    /// - Returns: How the writer stood after the last item.
    @discardableResult
    public static func write(
        to path: String, items count: Int, limit_bytes: Int = RecordingWriter.defaultLimit_bytes, closes: Bool = true
    ) throws(HostError) -> RecordingWriter.State {
        let writer = try RecordingWriter(path: path, facts: facts, limit_bytes: limit_bytes)
        writer.write(RecordedEdge(name: "door", isSource: true, format: "any"), number: 0)
        writer.write(RecordedEdge(name: "best", isSource: false, format: "any"), number: 1)
        begin(writer)
        var items = SampleItems()
        for number in 0..<count {
            items.with(number) { writer.write($0, edge: 0, text: SampleItems.text) }
            if number % 3 == 0 { items.with(number) { writer.write($0, edge: 1, text: SampleItems.text) } }
            if number == 7 { writer.writeLoss(of: 2, edge: 1) }
        }
        let state = writer.state
        if closes, let problem = writer.close(lost: [0, 2]) { throw HostError(.file, problem) }
        return state
    }

    private static func begin(_ writer: RecordingWriter) {
        "door".withCString { name in
            var stream = sluice_stream()
            stream.struct_size = UInt32(MemoryLayout<sluice_stream>.size)
            (stream.name, stream.name_bytes, stream.camera) = (name, 4, name)
            (stream.width, stream.height, stream.rate_num, stream.rate_den) = (33, 17, 25, 1)
            withUnsafePointer(to: stream) {
                writer.write($0, edge: 0)
                writer.write($0, edge: 1)
            }
        }
    }
}
