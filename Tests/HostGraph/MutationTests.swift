import HostCore
import HostGraph
import Testing

@Suite("Mutated graphs")
struct MutationTests {
    private static let sound = """
        sluice: 1
        name: front-door
        plugins: [plugins]
        streams:
          door: {uri: "rtsp://camera.local/stream1", camera: A100, labels: {floor: 2}}
          yard: {uri: "file:yard.mp4", pace: realtime}
          third: {gst: "videotestsrc ! video/x-raw", live: true, give_up: 10m}
        stages:
          faces:  {use: face-detector, from: [door, yard], with: {backend: hog, sizes: [20, 40], weights: {a: 1}}}
          tracks: {use: tracker, from: faces, queue: {capacity: 8, policy: drop-oldest}}
          crops:  {use: cropper, from: tracks, with: {width: 60}, instances: 4}
          gray:   {use: gray-only, from: tracks, fuse: false}
          marks:  {use: overlay, from: {frames: {join: [tracks, gray], sync: lineage, wait: 200ms}, regions: faces}}
          save:   {use: image-sink, from: marks, isolation: process, group: sinks, on_error: restart}
          rest:   {use: null-sink, from: faces.rejected, queue: {policy: deadline, deadline: 1s}}
          log:    {use: record-sink, from: tracks.events}
          each:   {use: passthrough, for_each: streams, threads: own}
          all:    {use: batcher, from: each}
          end:    {use: null-sink, from: [crops, third]}
        """

    @Test("the graph that is mutated is sound")
    func sound() throws { _ = try plan(Self.sound) }

    @Test(
        "no change of bytes, lines or words makes validation crash, and every graph it passes can be drawn",
        arguments: 1...8)
    func mutate(round: Int) {
        let seed = UInt64(round) &* 0x9E37_79B9_7F4A_7C15
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let text = Self.mutated(&random)
            let result = check(text)
            #expect((result.graph == nil) == result.findings.hasErrors, "seed \(seed): \(text)")
            if let graph = result.graph { PlanChecks.check(graph, "seed \(seed): \(text)") }
            for finding in result.findings {
                #expect(!finding.message.isEmpty && finding.site.file == "g.yaml", "seed \(seed): \(finding)")
            }
        }
    }

    private static func mutated(_ random: inout SplitMix64) -> String {
        var bytes = Array(sound.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert(Array("[]{}:,-#&*!|>'\"%@ \n\t$".utf8).randomElement(using: &random) ?? 0x20, at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            case 4: bytes = swapLines(bytes, &random)
            default: bytes = replaceWord(bytes, &random)
            }
            if bytes.isEmpty { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func swapLines(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let a = lines.indices.randomElement(using: &random) ?? 0
        let b = lines.indices.randomElement(using: &random) ?? 0
        lines.swapAt(a, b)
        return Array(lines.joined(separator: [0x0A]))
    }

    private static let words = [
        "door", "yard", "faces", "tracks", "marks", "streams", "null", "-1", "1e9", "99999999999", "true", "~",
        "tracker",
        "overlay", "block", "join", "process", "*x", "&x", "{}", "[]", "faces.rejected", "generator", "save", "0",
    ]

    private static func replaceWord(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        func isWord(_ byte: UInt8) -> Bool { byte.isASCIILetterOrDigit }
        let place = bytes.indices.randomElement(using: &random) ?? 0
        var start = place
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        var end = place
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        return bytes[..<start] + Array((words.randomElement(using: &random) ?? "x").utf8) + bytes[end...]
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool { (0x30...0x39).contains(self) || (0x41...0x5A).contains(self & 0xDF) }
}
