import Foundation
import Testing

/// Pixels on their way from a decoder into a worker, by the counts of the programs as they are installed.
@Suite("Zero copy")
struct ZeroCopyTests {
    private static let plugins = ["encoder", "file-sink", "image-sink", "passthrough", "null-sink"]

    private static func explain(_ graph: String, _ folder: Folder) throws -> String {
        let run = try Sluice.run(["explain", graph, "--probe"], in: folder, plugins: plugins)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    private static func copies(_ file: String, _ folder: Folder) throws -> [Int] {
        let statistics = try folder.json(file)
        let stream = (statistics["streams"] as? [[String: Any]])?.first
        let memory = statistics["memory"] as? [String: Any]
        return [stream, memory].flatMap { [$0?["copies"] as? Int ?? -1, $0?["copied_bytes"] as? Int ?? -1] }
    }

    /// A clip of H.264 that the encoder has made.
    private static func clip(_ folder: Folder) throws -> String {
        try folder.write(
            """
            sluice: 1
            streams:
              cam: {uri: "test:?frames=30&width=322&height=242", pace: max}
            stages:
              code: {use: encoder, from: cam}
              file: {use: file-sink, from: code, with: {directory: coded}}
            """, to: "make.yaml")
        let run = try Sluice.run(["run", "make.yaml"], in: folder, plugins: plugins)
        try #require(run.status == 0, "\(run.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("coded").path)
        return try "coded/" + #require(names.first)
    }

    @Test("a stage in a worker right behind a decoder sees the decoder's pixels, without a copy")
    func decoder() throws {
        let folder = try Folder()
        let clip = try Self.clip(folder)
        for isolation in ["none", "process"] {
            try folder.write(
                """
                sluice: 1
                streams:
                  cam: {uri: "file:\(clip)", pace: max}
                stages:
                  pictures: {use: image-sink, from: cam, isolation: \(isolation), with: {directory: \(isolation), format: png}}
                """, to: "\(isolation).yaml")
            let run = try Sluice.run(
                ["run", "\(isolation).yaml", "--stats", "\(isolation).json"], in: folder, plugins: Self.plugins)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Self.copies("\(isolation).json", folder) == [0, 0, 0, 0])
        }
        func pictures(_ name: String) throws -> [Data] {
            try FileManager.default.contentsOfDirectory(atPath: folder.file(name).path).sorted().map {
                try Data(contentsOf: folder.file("\(name)/\($0)"))
            }
        }
        let expected = try pictures("none")
        #expect(try expected.count == 30 && pictures("process") == expected)
        let explained = try Self.explain("process.yaml", folder)
        #expect(explained.contains(/cam → pictures +pictures +none \(322x242 \w+, from \w+/), "\(explained)")
        #expect(explained.contains(/cam → pictures +regions, no pixels +once into worker 'pictures'/), "\(explained)")
    }

    @Test("memory that is not the host's is copied once, also for a worker, and both counts and explain say so")
    func foreign() throws {
        let folder = try Folder()
        let size = 48 * 32 * 3 / 2
        try Data((0..<5 * size).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: folder.file("raw"))
        for isolation in ["none", "process"] {
            try folder.write(
                """
                sluice: 1
                streams:
                  cam:
                    gst: "filesrc location=\(folder.file("raw").path) ! rawvideoparse format=i420 width=48 height=32 framerate=10/1"
                    pace: max
                stages:
                  pass: {use: passthrough, from: cam, isolation: \(isolation)}
                  end: {use: null-sink, from: pass}
                """, to: "\(isolation).yaml")
            let run = try Sluice.run(
                ["run", "\(isolation).yaml", "--stats", "\(isolation).json"], in: folder, plugins: Self.plugins)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Self.copies("\(isolation).json", folder) == [5, 5 * size, 0, 0])
        }
        let explained = try Self.explain("process.yaml", folder)
        #expect(
            explained.contains(/once, 2\.3\d* kB a frame, as the source hands over memory of its own/), "\(explained)")
        #expect(explained.contains(/pass → end +regions, no pixels +once out of worker 'pass'/), "\(explained)")
    }

    @Test("a source that gives nothing leaves the explanation as it is, and its reason in the list")
    func unknown() throws {
        let folder = try Folder()
        try folder.write("no video at all", to: "junk.mp4")
        try folder.write(
            """
            sluice: 1
            streams:
              cam: {uri: "file:junk.mp4"}
            stages:
              end: {use: null-sink, from: cam}
            """, to: "g.yaml")
        #expect(try Self.explain("g.yaml", folder).contains(/cam → end +pictures +unknown: .*junk.mp4/))
    }
}
