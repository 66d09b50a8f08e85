import Foundation
import InferStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

/// Each is found when the stage is made, not at the first frame, and says what to do.
@Suite("infer, what cannot be used", .enabled(if: InferFiles.hasRuntime, InferFiles.needsRuntime))
struct BadModelTests {
    let folder = TestFolder()

    static func refusal(_ configuration: ConfigValue) -> StageError? {
        do {
            _ = try StageHarness<Infer>(configuration).close()
            return nil
        } catch {
            return error
        }
    }

    func file(_ bytes: [UInt8], _ ending: String = "onnx") throws -> String {
        let path = folder.file("bad-\(folder.names.count).\(ending)")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("missing, empty, a folder, no model at all, cut off")
    func files() throws {
        let missing = Self.refusal(["model": "/nowhere/x.onnx"])
        #expect(missing?.code == .missing)
        #expect(missing?.message == "the model file /nowhere/x.onnx cannot be read: No such file or directory (2)")
        let empty = Self.refusal(["model": .text(try file([]))])
        #expect(empty?.code == .configuration && empty?.message.hasSuffix("is empty") == true)
        let folder = Self.refusal(["model": .text(folder.path)])
        #expect(folder?.code == .configuration && folder?.message.hasSuffix("is not a file") == true)
        let noise = Self.refusal(["model": .text(try file((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }))]
        )
        #expect(noise?.code == .configuration, "\(noise?.message ?? "")")
        let whole = TinyModel.mean().bytes
        for keep in [whole.count / 4, whole.count / 2, whole.count * 3 / 4] {
            let cut = Self.refusal(["model": .text(try file(Array(whole[..<keep])))])
            #expect(
                cut?.code == .configuration
                    && cut?.message.contains("is no ONNX or OpenVINO model, or a damaged one") == true,
                "cut to \(keep) bytes: \(cut?.message ?? "taken")")
        }
        let half = Self.refusal(["model": .text(try file(Array("<?xml version=\"1.0\"?><net/>".utf8), "xml"))])
        #expect(half?.code == .missing && half?.message.contains("ends in .bin") == true)
    }

    @Test("an operator that the runtime lacks is named")
    func operators() throws {
        var model = TinyModel(inputs: [.init("in", [1, 1, 4, 4])], outputs: [.init("y", [1, 1, 4, 4])])
        model.node("NoSuchThing", ["in"], ["y"])
        let error = Self.refusal(["model": .text(try model.write(to: folder)), "inputs": [["colour": "gray"]]])
        #expect(error?.code == .unsupported, "\(error?.message ?? "")")
        #expect(error?.message.contains("NoSuchThing") == true, "\(error?.message ?? "")")
    }

    @Test("shapes and types that do not fit")
    func shapes() throws {
        let path = try TinyModel.mean().write(to: folder)
        let colours = Self.refusal(["model": .text(path)])
        #expect(
            colours?.message
                == "inputs: the model's input in [1, 1, 4, 4] f32 does not hold 3 channels (colour: rgb, layout: auto)")
        var flat = TinyModel(inputs: [.init("x", [1, 16])], outputs: [.init("y", [1, 16])])
        flat.node("Neg", ["x"], ["y"])
        let rank = Self.refusal(["model": .text(try flat.write(to: folder))])
        #expect(rank?.code == .configuration && rank?.message.contains("four axes") == true)
        var whole = TinyModel(
            inputs: [.init("x", [1, 3, 4, 4], type: TinyModel.int64)],
            outputs: [.init("y", [1, 3, 4, 4], type: TinyModel.int64)])
        whole.node("Neg", ["x"], ["y"])
        let type = Self.refusal(["model": .text(try whole.write(to: folder))])
        #expect(type?.code == .unsupported && type?.message.contains("f32 or u8") == true)
        var open = TinyModel(inputs: [.init("in", [1, 1, "h", "w"])], outputs: [.init("y", [1, 1, 1, 1])])
        open.node("GlobalAveragePool", ["in"], ["y"])
        let size = Self.refusal(["model": .text(try open.write(to: folder)), "inputs": [["colour": "gray"]]])
        #expect(size?.message.hasSuffix("leaves its size open; write size: [width, height]") == true)
        let sized =
            ["model": .text(try open.write(to: folder)), "inputs": [["colour": "gray", "size": [6, 5]]]] as ConfigValue
        #expect(Self.refusal(sized) == nil)
    }

    @Test("names that the model does not have are answered with those it has")
    func names() throws {
        let path = ConfigValue.text(try TinyModel.running().write(to: folder))
        let unfed = Self.refusal(["model": path, "inputs": [TinyModel.gray]])
        #expect(
            unfed?.message
                == "inputs: nothing feeds the model's input before [1, 1, 1, 1] f32; add an entry with name: before")
        let input = Self.refusal(["model": path, "inputs": [["name": "image", "colour": "gray"]]])
        #expect(
            input?.message.hasPrefix("the model has no input named image; there are: in [1, 1, 4, 4] f32; before")
                == true)
        let output = Self.refusal([
            "model": path, "inputs": [TinyModel.gray], "state": [["input": "before", "output": "after"]],
        ])
        #expect(output?.message == "the model has no output named after; there are: sum [1, 1, 1, 1] f32")
        let head = Self.refusal([
            "model": .text(try TinyModel.mean().write(to: folder)), "inputs": [["colour": "gray"]],
            "heads": [["decoder": "yolo"]],
        ])
        #expect(head?.message.hasPrefix("heads, yolo: ") == true)
    }

    @Test("a batch that the model is not made for")
    func batch() throws {
        var fixed = TinyModel(inputs: [.init("in", [1, 1, 4, 4])], outputs: [.init("y", [1, 16])])
        fixed.constant("shape", integers: [1, 16])
        fixed.node("Reshape", ["in", "shape"], ["y"])
        let error = Self.refusal([
            "model": .text(try fixed.write(to: folder)), "inputs": [["colour": "gray"]], "batch_size": 4,
        ])
        #expect(error?.code == .configuration, "\(error?.message ?? "")")
    }

    @Test("a state tensor of another shape is refused at the start where the model states it")
    func state() throws {
        var model = TinyModel(
            inputs: [.init("in", [1, 1, 4, 4]), .init("before", [1, 2])],
            outputs: [.init("after", [1, 3]), .init("y", [1, 1, 1, 1])])
        model.constant("more", [1, 1], [1])
        model.node("Concat", ["before", "more"], ["after"], [("axis", .integer(1))])
        model.node("GlobalAveragePool", ["in"], ["y"])
        let error = Self.refusal([
            "model": .text(try model.write(to: folder)), "inputs": [TinyModel.gray],
            "state": [["input": "before", "output": "after"]],
            "heads": [["outputs": ["y"]]],
        ])
        #expect(error?.message == "state: the output after [1, 3] f32 does not fit the input before [1, 2] f32")
    }

    @Test("a state tensor whose shape changes from one frame to the next fails that frame, and no state is lost")
    func changingState() throws {
        // after = the first 2 + level columns of (before + 1, before + 1).
        var model = TinyModel(
            inputs: [.init("in", [1, 1, 4, 4]), .init("before", [1, 2])], outputs: [.init("after", [1, "columns"])])
        model.constant("one", [1], [1])
        model.constant("two", [1], [2])
        model.constant("flat", integers: [1])
        model.constant("zero", integers: [0])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Reshape", ["mean", "flat"], ["level"])
        model.node("Add", ["level", "two"], ["columns"])
        model.node("Cast", ["columns"], ["end"], [("to", .integer(TinyModel.int64))])
        model.node("Add", ["before", "one"], ["more"])
        model.node("Concat", ["more", "more"], ["twice"], [("axis", .integer(1))])
        model.node("Slice", ["twice", "zero", "end", "flat"], ["after"])
        let harness = try StageHarness<Infer>([
            "model": .text(try model.write(to: folder)), "inputs": [TinyModel.gray],
            "state": [["input": "before", "output": "after"]], "gather": 4,
        ])
        let failed = try harness.push(
            together: [(0, 0), (0, 1), (1, 0), (0, 0)].map { (InferFiles.flat($0.0), UInt32($0.1)) })
        #expect(failed.map { $0?.code } == [nil, nil, .format, nil])
        #expect(
            failed[2]?.message
                == "a state tensor changed its shape from [1, 2] to [1, 3]; it cannot be carried")
        try harness.push(InferFiles.flat(0), stream: 1)
        let tensors = harness.items.filter { $0.port == 1 }.map { $0.tensor?.floats ?? [] }
        #expect(tensors == [[1, 1], [1, 1], [2, 2], [2, 2]])
        #expect(harness.close().isClean)
    }

    @Test("numbers that are not finite, and absurd counts of boxes, fail the frame with the cause")
    func numbers() throws {
        for (level, words) in [(UInt8(0), "not finite"), (UInt8(255), "more than 10000 boxes")] {
            // Rows of a yolo head, 12,000 alike: log(mean - 1) as objectness: no number for 0, above every threshold for 255.
            var model = TinyModel(inputs: [.init("in", [1, 1, 4, 4])], outputs: [.init("y", [1, 12_000, 6])])
            model.constant("ones", [1, 12_000, 6], [Float](repeating: 1, count: 72_000))
            model.node("GlobalAveragePool", ["in"], ["mean"])
            model.constant("shape", integers: [1, 1, 1])
            model.node("Reshape", ["mean", "shape"], ["m"])
            model.constant("one", [1], [1])
            model.node("Sub", ["m", "one"], ["less"])
            model.node("Log", ["less"], ["l"])
            model.node("Mul", ["l", "ones"], ["y"])
            let harness = try StageHarness<Infer>([
                "model": .text(try model.write(to: folder)), "inputs": [["colour": "gray"]],
                "heads": [["decoder": "yolo", "layout": "rows"]],
            ])
            let frame = level == 0 ? InferFiles.flat(0) : InferFiles.flat(255)
            #expect { try harness.push(frame) } throws: { error in
                (error as? StageError)?.message.contains(words) == true
            }
            #expect(harness.close().isClean)
        }
    }
}
