import CSluice
import PluginSDK
import SluiceTestKit
import Testing

/// Passes tensors on with their numbers negated.
private struct Negate: Stage {
    static let manifest = StageManifest(
        id: "test.negate", summary: "Negates.", inputs: [.any("in")], outputs: [.tensors("out")])
    let result: Name
    init(settings: NoSettings, context: StageContext) { result = context.intern("negated") }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let tensor = item.tensor, let values = tensor.floats else {
            throw StageError(.format, "32-bit numbers are needed")
        }
        let negated = (0..<values.count).map { -values[$0] }
        try emit(negated, tensor.shape, item.stamp, output)
    }
    private func emit(
        _ values: [Float], _ shape: TensorShape, _ stamp: ItemStamp, _ output: Output
    ) throws(StageError) {
        try output.emit(tensor: TensorView(.f32, shape, bytes: values.span.bytes), name: result, stamp: stamp)
    }
}

@Suite("tensors of the SDK")
struct TensorTests {
    @Test("a tensor goes in and out with name, shape and numbers")
    func roundTrip() throws {
        let harness = try StageHarness<Negate>()
        try harness.push(TestTensor([2, 3], name: "x", [1, 2, 3, 4, 5, 6]))
        let out = try #require(harness.items.first?.tensor)
        #expect(out == TestTensor([2, 3], name: "negated", [-1, -2, -3, -4, -5, -6]))
        #expect(throws: StageError.self) { try harness.push(TestTensor(.u8, [2], bytes: [1, 2])) }
        #expect(harness.close().isClean)
    }

    @Test("shapes: count, unknown lengths, overflow, axes from behind")
    func shapes() {
        let shape: TensorShape = [2, -1, 4]
        #expect(shape.count == nil && !shape.isKnown && shape.description == "[2, ?, 4]")
        #expect(shape.admits([2, 7, 4]) && !shape.admits([2, 7]) && !shape.admits([3, 7, 4]))
        #expect(shape.with(3, at: 1).count == 24)
        #expect(TensorShape([Int.max, 2]).count == nil)
        #expect(TensorShape([]).count == 1 && shape[-1] == 4 && shape[9] == 1)
    }
}
