import Glibc
import PluginSDK
import QualityScorerStage
import SluiceTestKit
import TestMaterial
import Testing

@Suite("quality-scorer")
struct QualityScorerTests {
    /// The scores of one region that covers the frame.
    static func scores(
        _ frame: TestFrame, _ settings: ConfigValue = [:], region: TestRegion? = nil
    ) throws -> [String: Float] {
        let whole = TestRegion(
            Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height)), label: "face")
        let harness = try StageHarness<QualityScorer>(settings)
        try harness.push(frame, regions: [region ?? whole])
        let item = try #require(harness.items.first)
        #expect(item.regions.count == 1)
        let report = harness.close()
        #expect(report.isClean, "\(report)")
        let scores = try #require(item.regions.first?.scores)
        for name in ["quality"] + QualityTerms.names.dropLast() {
            let value = try #require(scores[name])
            #expect(value >= 0 && value <= 1, "\(name) is \(value)")
        }
        return scores
    }

    @Test("blur lowers sharpness and the total, step by step")
    func blur() throws {
        let face = Pictures.face()
        let scores = try (0..<5).map { try Self.scores($0 == 0 ? face : Pictures.blurred(face, radius: $0)) }
        for (sharper, softer) in zip(scores, scores.dropFirst()) {
            #expect(try #require(sharper["sharpness"]) > #require(softer["sharpness"]))
            #expect(try #require(sharper["quality"]) > #require(softer["quality"]))
        }
    }

    @Test("less light lowers illumination; the range of the format does not matter")
    func light() throws {
        let face = Pictures.face()
        let full = try Self.scores(face)
        let dim = try Self.scores(Pictures.dimmed(face, by: 0.4))
        #expect(try #require(dim["illumination"]) < #require(full["illumination"]) * 0.5)
        let limited = try Self.scores(Pictures.limited(face))
        for name in ["illumination", "sharpness", "symmetry"] {
            #expect(abs(try #require(limited[name]) - #require(full[name])) < 0.04, "\(name)")
        }
    }

    @Test("mirrored halves are symmetric, a half covered or turned away is not")
    func symmetry() throws {
        let face = Pictures.face()
        let perfect = try #require(try Self.scores(Pictures.mirroredHalves(face))["symmetry"])
        #expect(perfect > 0.999)
        let natural = try #require(try Self.scores(face)["symmetry"])
        let turned = Pictures.part(face, x: 32, y: 0, width: 48, height: 80)
        let aside = try #require(try Self.scores(turned)["symmetry"])
        #expect(natural < perfect && aside < natural)
    }

    @Test("only pixels of the face count for sharpness and illumination")
    func background() throws {
        let face = Pictures.face()
        var noisy = face
        var random = SeededRandom(seed: 8)
        for y in 0..<80 {
            for x in 0..<80
            where (Double(x) - 39.5) * (Double(x) - 39.5) + (Double(y) - 39.5) * (Double(y) - 39.5) > 1765 {
                noisy.planes[0][y * 80 + x] = UInt8.random(in: 0...255, using: &random)
            }
        }
        let (plain, disturbed) = (try Self.scores(face), try Self.scores(noisy))
        #expect(noisy != face)
        for name in ["sharpness", "illumination"] { #expect(plain[name] == disturbed[name], "\(name)") }
    }

    @Test("landmarks narrow the mask to the face")
    func landmarkMask() throws {
        let face = Pictures.face()
        let points = [(26.0, 32.0), (54.0, 32.0), (40.0, 46.0), (31.0, 60.0), (49.0, 60.0)]
        var wide = TestFrame.noise(.gray8, width: 200, height: 120, seed: 4)
        wide.range = 2
        for y in 0..<80 {
            for x in 0..<80 where hypot(x - 40, y - 40) < 39 {
                wide.planes[0][(y + 20) * 200 + x + 60] = face.planes[0][y * 80 + x]
            }
        }
        let region = TestRegion(
            Box(x: 50, y: 10, width: 100, height: 100), label: "face",
            points: points.map { Point(x: Float($0.0) + 60, y: Float($0.1) + 20) })
        var bare = region
        bare.points = []
        let settings: ConfigValue = ["working_size_pixels": 200]
        let found = try #require(try Self.scores(wide, settings, region: region)["sharpness"])
        let alone = try #require(try Self.scores(face)["sharpness"])
        let without = try #require(try Self.scores(wide, settings, region: bare)["sharpness"])
        #expect(abs(found - alone) < 0.06)
        #expect(without > found + 0.1)
    }

    @Test("landmarks turn a tilted face upright before its halves are compared", arguments: [-35.0, -15, 20, 40])
    func symmetryAxis(degrees: Double) throws {
        let face = Pictures.mirroredHalves(Pictures.face())
        let tilted = Pictures.turned(face, degrees: degrees, side: 120)
        let upright = [(26.0, 32.0), (54.0, 32.0), (40.0, 46.0), (31.0, 60.0), (49.0, 60.0)]
        let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let points = upright.map { x, y in
            Point(
                x: Float(60 + cosine * (x - 40) - sine * (y - 40)), y: Float(60 + sine * (x - 40) + cosine * (y - 40)))
        }
        func symmetry(_ points: [Point]) throws -> Float {
            let region = TestRegion(Box(x: 20, y: 20, width: 80, height: 80), label: "face", points: points)
            return try #require(try Self.scores(tilted, region: region)["symmetry"])
        }
        let (known, unknown) = (try symmetry(points), try symmetry([]))
        #expect(known > 0.8 && known > unknown + 0.02, "\(known) with landmarks, \(unknown) without")
    }

    private func hypot(_ x: Int, _ y: Int) -> Double { Double(x * x + y * y).squareRoot() }

    @Test("size is measured in the captured frame, through the crop's origin")
    func resolution() throws {
        var face = Pictures.face(side: 60)
        let direct = try Self.scores(face)
        face.affine = [3, 0, 100, 0, 3, 50]
        let enlarged = try Self.scores(face)
        #expect(direct["size"] == 60 && enlarged["size"] == 180)
        #expect(direct["resolution"] == 0.5 && enlarged["resolution"] == 1)
        #expect(try Self.scores(face, ["reference_size_pixels": 360])["resolution"] == 0.5)
    }

    @Test("the total is the mean by weight of the terms")
    func total() throws {
        let face = Pictures.face()
        let s = try Self.scores(face)
        let terms = try ["symmetry", "sharpness", "illumination", "resolution"].map { try #require(s[$0]) }
        let expected = zip(terms, [Float(0.2), 0.3, 0.2, 0.3]).map { $0 * $1 }.reduce(0, +)
        #expect(abs(try #require(s["quality"]) - expected) < 1e-4)
        let only: ConfigValue = [
            "weights": ["symmetry": 0, "sharpness": 2, "illumination": 0, "resolution": 0]
        ]
        let sharp = try Self.scores(face, only)
        #expect(sharp["quality"] == sharp["sharpness"])
    }

    @Test("completeness counts where an earlier stage has found it, and raises the score")
    func completeness() throws {
        let frame = Pictures.face()
        func quality(_ completeness: Float?) throws -> Float {
            var region = TestRegion(Box(x: 0, y: 0, width: 80, height: 80), label: "person")
            if let completeness { region.scores["completeness"] = completeness }
            return try #require(try Self.scores(frame, region: region)["quality"])
        }
        #expect(try quality(1) > quality(0.5))
        #expect(try quality(0.5) > quality(0))
        #expect(try quality(1) > quality(nil))
        #expect(try quality(nil) > quality(0))
    }

    @Test("automatic weights move to the terms that tell a track's candidates apart, and to this track's alone")
    func automatic() throws {
        let harness = try StageHarness<QualityScorer>(["weighting": "auto", "weights": ["resolution": 3]])
        let face = Pictures.face()
        let box = Box(x: 0, y: 0, width: 80, height: 80)
        var shares: [Float] = []
        for number in 0..<24 {
            let frame = Pictures.blurred(face, radius: number % 4)
            try harness.push(frame, regions: [TestRegion(box, label: "face", track: 5)])
            let scores = try #require(harness.take().first?.regions.first?.scores)
            shares.append(abs(try #require(scores["quality"]) - #require(scores["resolution"])))
        }
        // Size never changed, so the total moves away from the constant term that was weighed most.
        #expect(shares[21] > shares[1] * 1.5)
        try harness.push(face, regions: [TestRegion(box, label: "face", track: 6)])
        let fresh = try #require(harness.take().first?.regions.first?.scores["quality"])
        let written = try Self.scores(face, ["weights": ["resolution": 3]])
        #expect(abs(fresh - (try #require(written["quality"]))) < 1e-4)
        #expect(harness.close().isClean)
    }

    @Test("predictions and foreign labels are passed on without scores; so are items without regions")
    func passedOn() throws {
        let harness = try StageHarness<QualityScorer>(["labels": ["face"]])
        let box = Box(x: 0, y: 0, width: 40, height: 40)
        try harness.push(
            Pictures.face(),
            regions: [
                TestRegion(box, label: "plate"), TestRegion(box, label: "face", isPredicted: true),
                TestRegion(box, label: "face"),
            ])
        try harness.push(Pictures.face())
        #expect(harness.items.map { $0.regions.map { $0.scores["quality"] != nil } } == [[false, false, true], []])
        #expect(harness.close().isClean)
    }

    @Test("tiny, odd and outlying regions", arguments: [(1, 1), (2, 3), (9, 5), (63, 61)])
    func tiny(width: Int, height: Int) throws {
        for format in PixelFormat.all {
            let frame = TestFrame.noise(format, width: width, height: height, seed: 2)
            _ = try Self.scores(frame)
            _ = try Self.scores(frame, region: TestRegion(Box(x: -50, y: 300, width: 20, height: 20), label: "face"))
            _ = try Self.scores(frame, region: TestRegion(Box(x: 0, y: 0, width: 0, height: 0), label: "face"))
        }
    }

    @Test(
        "on photographs, a face beats its blurred, dimmed and half-hidden copies, term by term",
        .enabled(if: TestMaterial.hasPhotographs, "needs ffmpeg and the photographs of the test data"),
        arguments: [
            ("faces/dlib/Tom_Cruise_avp_2014_4.jpg", 136, 181, 216), ("faces/dlib/bald_guys.jpg", 850, 287, 173),
        ])
    func photographs(path: String, x: Int, y: Int, side: Int) throws {
        var face = Pictures.part(try TestMaterial.luma(path), x: x, y: y, width: side, height: side)
        face.range = 2
        let hidden = Pictures.map(face) { column, row in
            column > side * 5 / 9 ? 40 : Double(face.planes[0][row * side + column])
        }
        let best = try Self.scores(face)
        let copies = [
            ("sharpness", Pictures.blurred(face, radius: 5)), ("illumination", Pictures.dimmed(face, by: 0.5)),
            ("symmetry", hidden),
        ]
        for (term, copy) in copies {
            let scores = try Self.scores(copy)
            #expect(try #require(scores["quality"]) < #require(best["quality"]), "\(term)")
            #expect(try #require(scores[term]) < #require(best[term]), "\(term)")
        }
    }
}
