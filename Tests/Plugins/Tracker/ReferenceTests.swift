import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@testable import TrackerStage

/// The stage on MOT15 detections: against the published results of SORT on the same detections, and its methods against
/// each other.
@Suite struct ReferenceTests {
    static let sequences = [
        "ADL-Rundle-6", "ETH-Sunnyday", "KITTI-17", "PETS09-S2L1", "TUD-Campus", "TUD-Stadtmitte",
    ]

    static func rows(_ path: String) throws -> [[Double]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) ?? .nan }
        }
    }

    static func frames(_ rows: [[Double]]) -> ClearMOT.Frames {
        var result: ClearMOT.Frames = [:]
        for row in rows where row[6] != 0 { result[Int(row[0]), default: []].append((Int(row[1]), box(row))) }
        return result
    }

    static func box(_ row: [Double]) -> Box {
        Box(x: Float(row[2]), y: Float(row[3]), width: Float(row[4]), height: Float(row[5]))
    }

    /// Parameters of Tests/Scoring/parameters.json, which scores the same with TrackEval through the program.
    static let sort: ConfigValue = [
        "max_age": 1, "min_hits": 3, "iou_threshold": 0.3, "smooth": true, "reconfirm": true,
    ]
    static let bytetrack: ConfigValue = [
        "algorithm": "bytetrack", "max_age": 30, "min_hits": 1, "high_score": 0.8, "begin_score": 0.9,
        "min_score": 0.1, "smooth": true,
    ]
    static let ocsort: ConfigValue = [
        "algorithm": "ocsort", "max_age": 30, "min_hits": 3, "iou_threshold": 0.3, "high_score": 0.8,
        "begin_score": 0.9, "min_score": 0.1,
    ]

    /// The tracker's result on a sequence's detections.
    func track(_ folder: String, _ configuration: ConfigValue, frames: Int) throws -> ClearMOT.Frames {
        let harness = try StageHarness<Tracker>(configuration)
        let picture = TestFrame.solid(.gray8, width: 1, height: 1, rgb: (0, 0, 0))
        var detections: [Int: [TestRegion]] = [:]
        for row in try Self.rows(folder + "/det_sort_frcnn.txt") {
            let region = TestRegion(Self.box(row), label: "person", confidence: Float(row[6]))
            detections[Int(row[0]), default: []].append(region)
        }
        for frame in 1...frames {
            try harness.push(picture, regions: detections[frame] ?? [], seq: UInt64(frame))
        }
        try harness.finish()
        var result: ClearMOT.Frames = [:]
        for item in harness.frames {
            result[Int(item.seq)] = item.regions.filter { $0.track != 0 }.map { (Int($0.track), $0.box) }
        }
        #expect(harness.close().isClean)
        return result
    }

    @Test(.enabled(if: TestMaterial.folder != nil, "there is no test data; set SLUICE_TEST_DATA"), arguments: sequences)
    func sortScoresAsThePublishedTracker(_ sequence: String) throws {
        let folder = try TestMaterial.file("mot/MOT15/\(sequence)").path
        let truth = Self.frames(try Self.rows(folder + "/gt.txt"))
        let frames = truth.keys.max() ?? 0
        let published = Self.frames(try Self.rows(folder + "/result_sort.txt"))
        let theirs = (ClearMOT(truth: truth, result: published), IdentityScore(truth: truth, result: published))
        let result = try track(folder, Self.sort, frames: frames)
        let ours = (ClearMOT(truth: truth, result: result), IdentityScore(truth: truth, result: result))
        // The scores of the published result say that this count and TrackEval's agree.
        #expect(try abs(theirs.0.mota - expected(sequence, column: 5)) <= 0.2)
        #expect(try abs(theirs.1.idf1 - expected(sequence, column: 7)) <= 0.2)
        #expect(ours.0.mota >= theirs.0.mota - 0.3)
        #expect(ours.1.idf1 >= theirs.1.idf1 - 0.3)
        #expect(abs(ours.0.switches - theirs.0.switches) <= 1)
    }

    @Test(.enabled(if: TestMaterial.folder != nil, "there is no test data; set SLUICE_TEST_DATA"))
    func laterMethodsKeepIdentitiesBetter() throws {
        var scores: [IdentityScore?] = [nil, nil, nil]
        for sequence in Self.sequences {
            let folder = try TestMaterial.file("mot/MOT15/\(sequence)").path
            let truth = Self.frames(try Self.rows(folder + "/gt.txt"))
            for (index, method) in [Self.sort, Self.bytetrack, Self.ocsort].enumerated() {
                let result = try track(folder, method, frames: truth.keys.max() ?? 0)
                let score = IdentityScore(truth: truth, result: result)
                scores[index] = scores[index].map { $0 + score } ?? score
            }
        }
        let idf1 = scores.map { $0?.idf1 ?? 0 }
        #expect(abs(idf1[0] - 49.1) < 0.5, "sort")
        #expect(idf1[1] > idf1[0] + 5, "bytetrack")
        #expect(idf1[2] > idf1[0] + 5, "ocsort")
    }

    /// What TrackEval says of SORT's published result.
    func expected(_ sequence: String, column: Int) throws -> Double {
        let lines = try TestMaterial.text("mot/MOT15/expected_trackeval.csv").split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("SORT,\(sequence),") })
        return try #require(Double(line.split(separator: ",")[column]))
    }
}
