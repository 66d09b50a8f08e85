import InferStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite("infer", .enabled(if: InferFiles.hasRuntime, InferFiles.needsRuntime))
struct InferTests {
    let folder = TestFolder()

    @Test("a raw head gives the tensor, after the picture was normalised")
    func raw() throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.mean().write(to: folder)),
            "inputs": [["colour": "gray", "mean": [10], "scale": [0.5]]],
        ])
        try harness.push(InferFiles.flat(110, width: 33, height: 17))
        let tensor = try #require(harness.items.first { $0.kind == .tensor })
        #expect(tensor.port == 1)
        #expect(tensor.tensor?.name == "mean")
        #expect(tensor.tensor?.shape == [1, 1, 1, 1])
        #expect(tensor.tensor?.floats == [50])
        #expect(harness.frames.count == 1)
        #expect(harness.close().isClean)
    }

    @Test("looks at the crop alone, and fails a frame that is smaller than it")
    func crop() throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.mean().write(to: folder)),
            "inputs": [["colour": "gray", "crop": [4, 0, 4, 4]]],
        ])
        var frame = InferFiles.flat(0, width: 8, height: 4)
        for y in 0..<4 { for x in 4..<8 { frame.planes[0][y * 8 + x] = 200 } }
        try harness.push(frame)
        #expect(harness.items.first { $0.kind == .tensor }?.tensor?.floats == [200])
        #expect { try harness.push(InferFiles.flat(0, width: 7, height: 4)) } throws: { error in
            (error as? StageError)?.message == "crop: 4x4 at (4, 0) reaches outside the frame of 7x4"
        }
        try harness.push(frame)
        #expect(harness.frames.count == 2)
        #expect(harness.close().isClean)
    }

    @Test("each region is a picture; scores of classes go to the regions")
    func regions() throws {
        var model = TinyModel(inputs: [.init("in", [1, 1, 4, 4])], outputs: [.init("scores", [1, 2, 1, 1])])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Concat", ["mean", "mean"], ["scores"], [("axis", .integer(1))])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)),
            "inputs": [["from": "regions", "colour": "gray", "labels": ["face"], "scale": [0.00392156862745098]]],
            "heads": [["decoder": "classes", "name": "light", "labels": ["lit", "also"], "top": 2, "threshold": 0]],
        ])
        var frame = InferFiles.flat(51, width: 16, height: 8)
        for y in 0..<8 { for x in 8..<16 { frame.planes[0][y * 16 + x] = 204 } }
        let regions = [
            TestRegion(Box(x: 0, y: 0, width: 8, height: 8), label: "face"),
            TestRegion(Box(x: 1, y: 1, width: 4, height: 4), label: "cat"),
            TestRegion(Box(x: 8, y: 0, width: 8, height: 8), label: "face"),
            TestRegion(Box(x: 90, y: 90, width: 8, height: 8), label: "face"),
        ]
        try harness.push(frame, regions: regions)
        let out = try #require(harness.items.first).regions
        #expect(out.count == 4)
        #expect(abs((out[0].scores["light.lit"] ?? 0) - 0.2) < 0.01)
        #expect(out[1].scores.isEmpty)
        #expect(abs((out[2].scores["light.also"] ?? 0) - 0.8) < 0.01)
        #expect(out[3].scores.isEmpty)
        #expect(harness.close().isClean)
    }

    @Test("one pass, several heads: a record of classes, an embedding, a mask that knows its place")
    func heads() throws {
        var model = TinyModel(
            inputs: [.init("in", [1, 1, 4, 4])],
            outputs: [.init("vector", [1, 1, 1, 2]), .init("plane", [1, 1, 4, 4])])
        model.constant("names", [1, 1, 1, 2], [3, 4])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Mul", ["mean", "names"], ["vector"])
        model.node("Identity", ["in"], ["plane"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)),
            "inputs": [["colour": "gray", "scale": [0.00392156862745098], "crop": [2, 2, 8, 8]]],
            "heads": [
                [
                    "decoder": "classes", "outputs": ["vector"], "labels": ["a", "b"], "activation": "softmax",
                    "threshold": 0,
                ],
                ["decoder": "embedding", "outputs": ["vector"], "name": "id"],
                ["decoder": "mask", "outputs": ["plane"]],
            ],
        ])
        try harness.push(InferFiles.flat(255, width: 16, height: 12))
        let classes = try #require(harness.records("sluice.classes").first)
        #expect(classes["head"]?.asText == "classes")
        #expect(classes["classes"]?.asArray.first?["label"]?.asText == "b")
        let embedding = try #require(harness.records("sluice.embedding").first)
        let vector = embedding["vector"]?.asArray.compactMap(\.asNumber) ?? []
        #expect(vector.count == 2 && abs(vector[0] - 0.6) < 1e-5 && abs(vector[1] - 0.8) < 1e-5)
        let mask = try #require(harness.items.first { $0.port == 2 })
        let picture = try #require(mask.frame)
        #expect(picture.width == 4 && picture.height == 4)
        #expect(picture.planes[0].allSatisfy { $0 == 255 })
        #expect(picture.affine == [2, 0, 2, 0, 2, 2])
        #expect(harness.close().isClean)
    }

    @Test("items of other kinds pass, and every nth frame is looked at")
    func passes() throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.mean().write(to: folder)), "inputs": [["colour": "gray"]],
            "every_nth_frame": 2,
        ])
        try harness.push(record: ["n": 1], type: "test.note")
        for _ in 0..<4 { try harness.push(InferFiles.flat(1)) }
        #expect(harness.items.filter { $0.kind == .record }.count == 1)
        #expect(harness.frames.count == 4)
        #expect(harness.items.filter { $0.kind == .tensor }.map(\.seq) == [2, 4])
        #expect(harness.close().isClean)
    }

    @Test("tensor items feed a model of one input")
    func tensors() throws {
        var model = TinyModel(inputs: [.init("x", ["n", 2])], outputs: [.init("y", ["n", 2])])
        model.node("Neg", ["x"], ["y"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)), "inputs": [["from": "tensor"]],
        ])
        try harness.push(TestTensor([1, 2], [3, 4]))
        try harness.push(TestTensor([2, 2], [1, 2, 3, 4]))
        #expect(harness.items.filter { $0.port == 1 }.map { $0.tensor?.floats } == [[-3, -4], [-1, -2, -3, -4]])
        #expect { try harness.push(TestTensor([1, 3], [1, 2, 3])) } throws: { error in
            (error as? StageError)?.message.hasPrefix("a tensor [1, 3] f32 came for the model's input x") == true
        }
        #expect(harness.close().isClean)
    }

    @Test("a constant feeds an input, and is no frame's business")
    func constant() throws {
        var model = TinyModel(
            inputs: [.init("in", [1, 1, 4, 4]), .init("factor", [1])], outputs: [.init("y", [1, 1, 1, 1])])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Mul", ["mean", "factor"], ["y"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)),
            "inputs": [TinyModel.gray, ["name": "factor", "from": "constant", "values": [3]]],
        ])
        try harness.push(InferFiles.flat(7))
        #expect(harness.items.first { $0.port == 1 }?.tensor?.floats == [21])
        #expect(harness.close().isClean)
    }
}
