import Foundation
import Inference
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

/// What these tests need beside the project.
enum InferFiles {
    static let needsRuntime: Comment = "needs OpenVINO: run make setup"
    static let needsModels: Comment = "needs OpenVINO (make setup) and the models of the test data (SLUICE_TEST_DATA)"

    static let hasRuntime: Bool = {
        do { try OpenVINO.open() } catch { return false }
        return true
    }()
    static let hasModels = hasRuntime && TestMaterial.folder != nil

    static func model(_ path: String) throws -> String { try TestMaterial.file("models/\(path)").path }

    /// A gray frame of one level.
    static func flat(_ level: UInt8, width: Int = 4, height: Int = 4) -> TestFrame {
        var frame = TestFrame(
            .gray8, width: width, height: height, planes: [[UInt8](repeating: level, count: width * height)])
        frame.range = 2
        return frame
    }
}
