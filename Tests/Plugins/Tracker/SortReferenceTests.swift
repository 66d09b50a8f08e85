import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@testable import TrackerStage

/// The stage on MOT15 detections against the published results of SORT on the same detections.
@Suite struct SortReferenceTests {
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

    func track(_ detections: ClearMOT.Frames, frames: Int) throws -> ClearMOT.Frames {
        let harness = try StageHarness<Tracker>([
            "max_age": 1, "min_hits": 3, "iou_threshold": 0.3, "smooth": true, "reconfirm": true,
        ])
        let picture = TestFrame.solid(.gray8, width: 1, height: 1, rgb: (0, 0, 0))
        for frame in 1...frames {
            let regions = (detections[frame] ?? []).map { TestRegion($0.box, label: "person") }
            try harness.push(picture, regions: regions, seq: UInt64(frame))
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
    func scoresAsThePublishedTracker(_ sequence: String) throws {
        let folder = try TestMaterial.file("mot/MOT15/\(sequence)").path
        let truth = Self.frames(try Self.rows(folder + "/gt.txt"))
        let published = ClearMOT(truth: truth, result: Self.frames(try Self.rows(folder + "/result_sort.txt")))
        let detections = Self.frames(try Self.rows(folder + "/det_sort_frcnn.txt"))
        let last = max(truth.keys.max() ?? 0, detections.keys.max() ?? 0)
        let ours = ClearMOT(truth: truth, result: try track(detections, frames: last))
        print(
            "\(sequence): MOTA \(ours.mota) against \(published.mota), switches \(ours.switches) against "
                + "\(published.switches), misses \(ours.misses)/\(published.misses), false alarms "
                + "\(ours.falseAlarms)/\(published.falseAlarms)")
        #expect(abs(ours.mota - published.mota) <= 0.5)
        #expect(try abs(published.mota - expected(sequence)) <= 0.2, "the evaluator disagrees with TrackEval")
    }

    /// What TrackEval says of SORT's published result.
    func expected(_ sequence: String) throws -> Double {
        let lines = try TestMaterial.text("mot/MOT15/expected_trackeval.csv").split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("SORT,\(sequence),") })
        return try #require(Double(line.split(separator: ",")[5]))
    }
}
