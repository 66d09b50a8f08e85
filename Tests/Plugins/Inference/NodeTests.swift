import Foundation
import Inference
import InferenceDecoders
import PluginSDK
import Testing

/// The ONNX project's own tests of single operators (Debian package libonnx-testdata): what passes, what gives other
/// numbers and what the runtime refuses is compared with a recorded list, by name. What follows a name and its outcome
/// there says why. The tests of random operators are left out.
///
/// Tolerances are those of the ONNX project's runner: |a - b| <= 1e-7 + 1e-3 |b| (onnx/backend/test/runner).
@Suite("ONNX node tests", .enabled(if: NodeTestFiles.canRun, NodeTestFiles.needs))
struct NodeTests {
    enum Outcome: String {
        /// All outputs agree.
        case pass
        /// Some number is another.
        case differs
        /// The runtime does not take the model.
        case refused
        /// Texts, sequences and the like, which no tensor of the contract holds.
        case foreign
    }

    @Test("each comes out as recorded", arguments: 0..<NodeTestFiles.shards)
    func all(shard: Int) throws {
        let recorded = try Self.recorded()
        for (index, name) in NodeTestFiles.names.enumerated() where index % NodeTestFiles.shards == shard {
            let (outcome, why) = try Self.run(name)
            #expect(outcome.rawValue == recorded[name], "\(name): \(why)")
        }
    }

    @Test("the record names every test once, and says how many pass")
    func counts() throws {
        let recorded = try Self.recorded()
        #expect(Set(recorded.keys) == Set(NodeTestFiles.names))
        #expect(recorded.values.count { $0 == "pass" } == Self.passing)
    }

    static let passing = 796

    private static func recorded() throws -> [String: String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Recorded/node-tests.txt")
        var result: [String: String] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 2 { result[String(words[0])] = String(words[1]) }
        }
        return result
    }

    static func run(_ name: String) throws -> (Outcome, String) {
        let data = NodeTestFiles.folder.appending(path: "\(name)/test_data_set_0")
        guard let inputs = try tensors(data, "input"), let expected = try tensors(data, "output") else {
            return (.foreign, "")
        }
        do throws(StageError) {
            let model = try Model(path: NodeTestFiles.folder.appending(path: "\(name)/model.onnx").path)
            var request = try model.makeRequest()
            for (position, tensor) in zip(assigned(inputs, model.inputs), inputs) {
                if let position { try fill(&request, model, position, tensor) }
            }
            try request.run()
            return compare(request.outputs, expected)
        } catch {
            return (.refused, error.message)
        }
    }

    /// The model's input for each tensor: by name; what is left goes to what is left, in order. The runtime calls an input
    /// by the output's name where an operator that does nothing was taken out between the two.
    private static func assigned(_ tensors: [TensorFile], _ inputs: [TensorInfo]) -> [Int?] {
        var positions = tensors.map { tensor in inputs.firstIndex { $0.name == tensor.name } }
        var free = inputs.indices.filter { !positions.contains($0) }[...]
        for index in positions.indices where positions[index] == nil && tensors.count == inputs.count {
            positions[index] = free.popFirst()
        }
        return positions
    }

    private static func fill(
        _ request: inout InferRequest, _ model: Model, _ position: Int, _ tensor: TensorFile
    ) throws(StageError) {
        guard holds(tensor, model.inputs[position].element) else {
            throw StageError(.format, "the input is of type \(model.inputs[position].element)")
        }
        try request.setShape(tensor.shape, ofInput: position)
        var input = request.input(position)
        input.withUnsafeMutableBytes { target in tensor.bytes.withUnsafeBytes { target.copyMemory(from: $0) } }
    }

    /// Whether the tensor's bytes are of the type: the tests' files call bfloat16 by the integers that hold its bits.
    private static func holds(_ tensor: TensorFile, _ element: TensorElement) -> Bool {
        tensor.element == element || (tensor.element == .u16 && element == .bf16)
    }

    private static func tensors(_ folder: URL, _ what: String) throws -> [TensorFile]? {
        var result: [TensorFile] = []
        while true {
            let file = folder.appending(path: "\(what)_\(result.count).pb")
            guard FileManager.default.fileExists(atPath: file.path) else { return result }
            guard let tensor = try TensorFile(file) else { return nil }
            result.append(tensor)
        }
    }

    private static func compare(_ outputs: TensorList, _ expected: [TensorFile]) -> (Outcome, String) {
        guard outputs.count == expected.count else { return (.differs, "\(outputs.count) outputs") }
        for (position, wanted) in expected.enumerated() {
            let output = outputs[position]
            guard output.shape == wanted.shape, holds(wanted, output.element) else {
                return (.differs, "output \(position) is \(output.shape) \(output.element), not \(wanted.shape)")
            }
            let found = TensorFile.values(output.element, output.bytes.withUnsafeBytes { Array($0) })
            for (a, b) in zip(found, TensorFile.values(output.element, wanted.bytes)) {
                let agree = a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-7 + 1e-3 * abs(b)
                if !agree { return (.differs, "output \(position): \(a), not \(b)") }
            }
        }
        return (.pass, "")
    }
}

/// Where the ONNX project's tests are.
enum NodeTestFiles {
    static let needs: Comment = "needs OpenVINO 2026.4.1 (make setup) and libonnx-testdata 1.12"
    static let folder = URL(fileURLWithPath: "/usr/share/libonnx-testdata/data/node")
    static let shards = 8

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasPrefix("test_") && !isRandom($0) }.sorted()
    }()

    /// Bernoulli draws its numbers: no output of one runtime is another's, and the ONNX project's own runner leaves its
    /// tests out for that reason.
    private static func isRandom(_ name: String) -> Bool { name.hasPrefix("test_bernoulli") }

    static let canRun: Bool = {
        do { try OpenVINO.open() } catch { return false }
        return !names.isEmpty && OpenVINO.version.hasPrefix(OpenVINO.testedVersion)
    }()
}
