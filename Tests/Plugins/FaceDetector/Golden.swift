import Foundation
import Inference
import PluginSDK
import TestMaterial

/// What the models' own pipeline finds, and what people see.
enum Golden {
    /// Photographs with the faces on which two other detectors agree.
    struct Picture: Decodable {
        let faces: [[Float]]
        let ignore: [[Float]]

        /// Faces that are found, each by one box that overlaps it by half, and boxes where no one sees anything.
        func judge(_ boxes: [Box]) -> (found: Int, alarms: Int) {
            var boxes = boxes
            var found = 0
            for face in faces.map(Golden.box) {
                guard let best = boxes.indices.max(by: { boxes[$0].overlap(face) < boxes[$1].overlap(face) }),
                    boxes[best].overlap(face) >= 0.5
                else { continue }
                boxes.remove(at: best)
                found += 1
            }
            let seen = (faces + ignore).map(Golden.box)
            return (found, boxes.count { box in !seen.contains { $0.overlap(box) >= 0.3 } })
        }
    }

    private struct Detections: Decodable { let det: [String: [String: [[Float]]]] }
    private struct Consensus: Decodable { let images: [String: Picture] }

    static let folder = "models/face-detect/"

    /// A model file; `nil` where it is not there.
    static func model(_ name: String) -> String? {
        guard let path = try? TestMaterial.file(folder + name).path, FileManager.default.fileExists(atPath: path) else {
            return nil
        }
        return path
    }

    /// Boxes of each photograph of `faces/dlib`, by model.
    static let detections: [String: [String: [Box]]] = {
        guard let text = try? TestMaterial.text("faces/dlib/golden_detections.json"),
            let read = try? JSONDecoder().decode(Detections.self, from: Data(text.utf8))
        else { return [:] }
        return read.det.mapValues { $0.mapValues { $0.map(box) } }
    }()

    /// The photographs that are here, by path below the folder of test data.
    static let consensus: [(path: String, picture: Picture)] = {
        guard let text = try? TestMaterial.text("faces/consensus.json"),
            let read = try? JSONDecoder().decode(Consensus.self, from: Data(text.utf8))
        else { return [] }
        return read.images.sorted { $0.key < $1.key }.compactMap { key, picture in
            let path = key.replacing("faces-gt/", with: "faces/")
            guard let file = try? TestMaterial.file(path).path, FileManager.default.fileExists(atPath: file) else {
                return nil
            }
            return (path, picture)
        }
    }()

    /// Why tests with a model cannot run; `nil` where they can.
    static let obstacle: String? = {
        if !TestMaterial.hasPhotographs {
            return "needs ffmpeg and the photographs of the test data (SLUICE_TEST_DATA)"
        }
        if consensus.isEmpty || detections.isEmpty { return "needs faces/ of the test data" }
        if model("ultraface/version-RFB-320.onnx") == nil { return "needs models/ of the test data" }
        do throws(StageError) { try OpenVINO.open() } catch { return error.message }
        return nil
    }()

    /// A box from its corners.
    static func box(_ corners: [Float]) -> Box {
        Box(x: corners[0], y: corners[1], width: corners[2] - corners[0], height: corners[3] - corners[1])
    }
}
