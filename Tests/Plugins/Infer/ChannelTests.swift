import InferStage
import PluginSDK
import SluiceTestKit
import Testing

/// Numbers that reach a model are where the model has them, in whatever order the runtime is given them.
@Suite("infer, channels", .enabled(if: InferFiles.hasRuntime, InferFiles.needsRuntime))
struct InferChannelTests {
    let folder = TestFolder()

    /// Each sample tells its column, row, channel and picture; all are exact in bfloat16.
    private static func frame(_ number: Int, width: Int, height: Int) -> TestFrame {
        var samples: [UInt8] = []
        for y in 0..<height { for x in 0..<width { for c in 0..<3 { samples.append(level(x, y, c, number)) } } }
        return TestFrame(.rgb, width: width, height: height, planes: [samples])
    }

    private static func level(_ x: Int, _ y: Int, _ channel: Int, _ number: Int) -> UInt8 {
        UInt8(x + 8 * y + 32 * channel + 128 * number)
    }

    /// What a picture is to the model.
    private static func expected(_ number: Int, isPlanar: Bool, isSwapped: Bool) -> [Float] {
        var numbers: [Float] = []
        func put(_ x: Int, _ y: Int, _ c: Int) { numbers.append(Float(level(x, y, isSwapped ? 2 - c : c, number))) }
        if isPlanar {
            for c in 0..<3 { for y in 0..<2 { for x in 0..<4 { put(x, y, c) } } }
        } else {
            for y in 0..<2 { for x in 0..<4 { for c in 0..<3 { put(x, y, c) } } }
        }
        return numbers
    }

    @Test("two pictures to a model, in either order of colours", arguments: ["full", "bf16"], [1, 2])
    func places(precision: String, batch: Int) throws {
        var model = TinyModel(
            inputs: [.init("first", ["n", 3, 2, 4]), .init("second", ["n", 3, 2, 4])],
            outputs: [.init("a", ["n", 3, 2, 4]), .init("b", ["n", 3, 2, 4])])
        model.constant("zero", [1], [0])
        model.node("Add", ["first", "zero"], ["a"])
        model.node("Add", ["second", "zero"], ["b"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)), "precision": .text(precision),
            "batch_size": .integer(Int64(batch)), "gather": 2,
            "inputs": [["name": "second", "colour": "bgr"], ["name": "first", "colour": "rgb"]],
        ])
        let frames = [0, 1].map { (Self.frame($0, width: 4, height: 2), UInt32($0)) }
        #expect(try harness.push(together: frames).allSatisfy { $0 == nil })
        for stream in [0, 1] {
            let tensors = harness.items.filter { $0.port == 1 && $0.stream == UInt32(stream) }.compactMap(\.tensor)
            for (name, isSwapped) in [("a", false), ("b", true)] {
                let tensor = try #require(tensors.first { $0.name == name })
                #expect(tensor.shape == [1, 3, 2, 4])
                let expected = Self.expected(stream, isPlanar: true, isSwapped: isSwapped)
                #expect(tensor.floats == expected, "\(name) \(stream)")
            }
        }
        #expect(harness.close().isClean)
    }

    @Test("a model that states its channels last", arguments: ["auto", "nhwc"])
    func stated(layout: String) throws {
        var model = TinyModel(inputs: [.init("in", [1, 2, 4, 3])], outputs: [.init("out", [1, 2, 4, 3])])
        model.constant("zero", [1], [0])
        model.node("Add", ["in", "zero"], ["out"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)), "inputs": [["colour": "bgr", "layout": .text(layout)]],
        ])
        try harness.push(Self.frame(1, width: 4, height: 2))
        let tensor = try #require(harness.items.first { $0.port == 1 }?.tensor)
        #expect(tensor.shape == [1, 2, 4, 3])
        #expect(tensor.floats == Self.expected(1, isPlanar: false, isSwapped: true))
        #expect(harness.close().isClean)
    }
}
