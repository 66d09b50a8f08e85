import Foundation
import Testing

/// The examples that make pictures and films, as they ship, on small material.
@Suite("Examples make what they promise")
struct ExamplesTests {
    private static let faces: URL? = {
        let place = ProcessInfo.processInfo.environment["SLUICE_TEST_DATA"] ?? Sluice.root.path + "/../shared/data"
        let clip = place + "/video/intel-clips/head-pose-face-detection-female.mp4"
        return FileManager.default.fileExists(atPath: clip) ? URL(fileURLWithPath: clip) : nil
    }()

    private func run(
        _ example: String, _ settings: [String], plugins: [String], in folder: Folder
    ) throws -> Sluice.Result {
        let path = Sluice.root.appending(path: "examples/\(example)/graph.yaml").path
        return try Sluice.run(
            ["run", path, "--quiet"] + settings.flatMap { ["--set", $0] }, in: folder, plugins: plugins)
    }

    private func files(_ name: String, in folder: Folder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file(name).path).sorted()
    }

    @Test("street: a picture for each frame, and what became of who walked by")
    func street() throws {
        let folder = try Folder()
        // One walks to the right and out, one stays.
        let lines = (1...30).flatMap { frame in
            ["\(frame),-1,\(10 + 12 * frame),60,40,90,0.9"] + (frame <= 20 ? ["\(frame),-1,20,150,30,60,0.9"] : [])
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "people.txt")
        let result = try run(
            "street",
            [
                "streams.street.uri=test:?width=320&height=240&frames=30",
                "stages.people.with.path=\(folder.file("people.txt").path)",
                "stages.pictures.with.directory=pictures", "stages.records.with.path=records.jsonl",
            ],
            plugins: ["regions-from-file", "tracker", "overlay", "image-sink", "record-sink", "convert"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try files("pictures", in: folder).count == 30)
        let records = try folder.text("records.jsonl")
        #expect(records.split(separator: "\n").filter { $0.contains("sluice.track-end") }.count == 2, "\(records)")
        #expect(records.contains("sluice.track-begin"))
    }

    @Test("best-of-car: the moment at which the car is seen as a whole")
    func bestOfCar() throws {
        let folder = try Folder()
        // It comes in from the left, is whole from frame 9 to 16, and goes out on the right.
        let lines = (1...24).map { frame in
            let left = -120 + 20 * frame
            return #"{"frame":\#(frame),"box":[\#(left),60,120,100],"label":"car","confidence":1}"#
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "cars.jsonl")
        let result = try run(
            "best-of-car",
            [
                "streams.road.uri=test:?width=320&height=240&frames=24",
                "stages.cars.with.path=\(folder.file("cars.jsonl").path)",
                "stages.pictures.with.directory=pictures", "stages.records.with.path=records.jsonl",
            ],
            plugins: [
                "regions-from-file", "tracker", "completeness-scorer", "quality-scorer", "best-shot", "overlay",
                "image-sink", "record-sink", "convert",
            ], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try files("pictures", in: folder).count == 1)
        let shot = try #require(
            try folder.text("records.jsonl").split(separator: "\n").first { $0.contains("\"sluice.best-shot\"") })
        let seq = try #require(shot.firstMatch(of: #/"record":\{"track":1,"seq":(\d+)/#).flatMap { Int($0.1) })
        #expect((6...16).contains(seq), "\(shot)")
    }

    @Test("event-clips: a film of the visit", .enabled(if: faces != nil, "there is no test data"))
    func eventClips() throws {
        let folder = try Folder()
        let clip = try #require(Self.faces)
        let result = try run(
            "event-clips",
            [
                "streams.camera.uri=\(clip.absoluteString)", "stages.clips.with.directory=clips",
                "stages.clips.with.at_least=0", "stages.records.with.path=records.jsonl",
            ],
            plugins: ["face-detector", "encoder", "clip-sink", "record-sink", "convert"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let films = try files("clips", in: folder).filter { $0.hasSuffix(".mp4") }
        #expect(films.count == 1)
        for film in films {
            let bytes = try Data(contentsOf: folder.file("clips/\(film)"))
            #expect(bytes.count > 10_000 && bytes.dropFirst(4).prefix(4) == Data("ftyp".utf8))
        }
        #expect(try folder.text("records.jsonl").contains("\"sluice.clip\""))
    }
}
