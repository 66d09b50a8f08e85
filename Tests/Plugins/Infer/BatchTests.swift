import InferStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite("infer, several at once", .enabled(if: InferFiles.hasRuntime, InferFiles.needsRuntime))
struct InferBatchTests {
    let folder = TestFolder()

    static func together(_ levels: [(UInt8, UInt32)]) -> [(frame: TestFrame, stream: UInt32)] {
        levels.map { (InferFiles.flat($0.0), $0.1) }
    }

    static func values(_ harness: StageHarness<Infer>) -> [(stream: UInt32, value: Float)] {
        harness.items.filter { $0.port == 1 }.map { ($0.stream, $0.tensor?.floats.first ?? -1) }
    }

    @Test(
        "items of many streams in one call, whatever the pass holds and however many run", arguments: [1, 2, 3, 4],
        [1, 2, 3])
    func equalsOneByOne(batch: Int, requests: Int) throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.mean(batch: "n").write(to: folder)), "inputs": [["colour": "gray"]],
            "gather": 7, "batch_size": .integer(Int64(batch)), "requests": .integer(Int64(requests)),
        ])
        #expect(harness.batching == BatchPolicy(maxItems: 7))
        let levels: [(UInt8, UInt32)] = [(10, 0), (20, 1), (30, 0), (40, 2), (50, 1), (60, 0), (70, 2)]
        let failed = try harness.push(together: Self.together(levels))
        #expect(failed.allSatisfy { $0 == nil })
        #expect(Self.values(harness).map(\.value) == [10, 20, 30, 40, 50, 60, 70])
        #expect(harness.frames.map(\.stream) == levels.map(\.1))
        #expect(harness.close().isClean)
    }

    @Test("a frame that cannot be used fails alone")
    func oneFails() throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.mean(batch: "n").write(to: folder)),
            "inputs": [["colour": "gray", "crop": [0, 0, 4, 4]]], "gather": 3, "batch_size": 3,
        ])
        let failed = try harness.push(together: [
            (InferFiles.flat(1), 0), (InferFiles.flat(2, width: 2, height: 2), 1), (InferFiles.flat(3), 2),
        ])
        #expect(failed.map { $0?.code } == [nil, .argument, nil])
        #expect(Self.values(harness).map(\.value) == [1, 3])
        #expect(harness.frames.map(\.stream) == [0, 2])
        #expect(harness.close().isClean)
    }

    @Test("each stream has its own state, also when several are in a call", arguments: [1, 3])
    func state(requests: Int) throws {
        let harness = try StageHarness<Infer>([
            "model": .text(try TinyModel.running().write(to: folder)), "inputs": [TinyModel.gray],
            "state": [["input": "before", "output": "sum"]], "gather": 6, "requests": .integer(Int64(requests)),
        ])
        _ = try harness.push(together: Self.together([(1, 0), (10, 1), (2, 0), (20, 1), (3, 0), (4, 0)]))
        #expect(Self.values(harness).map(\.value) == [1, 10, 3, 30, 6, 10])
        // A discontinuity begins anew, for its stream alone.
        try harness.push(InferFiles.flat(5), stream: 0, flags: 1)
        try harness.push(InferFiles.flat(5), stream: 1)
        #expect(Self.values(harness).suffix(2).map(\.value) == [5, 35])
        try harness.reset(stream: 1)
        try harness.push(InferFiles.flat(5), stream: 1)
        #expect(Self.values(harness).last?.value == 5)
        #expect(harness.close().isClean)
    }

    @Test("a frame without a result, and one whose state is no number, poison neither their own stream nor another")
    func poison() throws {
        var model = TinyModel(
            inputs: [.init("in", [1, 1, 4, 4]), .init("before", [1, 1, 1, 1])], outputs: [.init("sum", [1, 1, 1, 1])])
        // log(mean - 1): not finite for levels of 0 and 1.
        model.constant("one", [1], [1])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Sub", ["mean", "one"], ["less"])
        model.node("Log", ["less"], ["log"])
        model.node("Add", ["log", "before"], ["sum"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)), "inputs": [TinyModel.gray],
            "state": [["input": "before", "output": "sum"]], "gather": 4,
        ])
        let failed = try harness.push(together: Self.together([(2, 0), (0, 0), (2, 1), (2, 0)]))
        #expect(failed.map { $0?.code } == [nil, .failed, nil, nil])
        #expect(failed[1]?.message.contains("not finite; the stream keeps its last state") == true)
        #expect(Self.values(harness).map(\.value) == [0, 0, 0])
        #expect(harness.close().isClean)
    }
}
