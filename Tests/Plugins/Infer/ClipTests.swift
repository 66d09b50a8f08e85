import Inference
import InferStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite struct ClipTests {
    @Test(.enabled(if: InferFiles.hasRuntime, "OpenVINO is not installed: make setup"), .enabled(if: InferFiles.hasModels, "no models"))
    func facesInAPhoto() throws {
        let harness = try StageHarness<Infer>([
            "model": .text(InferFiles.ultraFace),
            "inputs": [["mean": [127], "scale": [0.0078125]]],
            "heads": [["decoder": "ssd-priors", "threshold": 0.7, "overlap": 0.35]],
        ])
        try harness.push(.noise(.i420, width: 480, height: 270, seed: 3))
        #expect(harness.items.count == 1)
        #expect(harness.close().isClean)
    }
}
