import Foundation
import Testing

/// The command line of `sluice models`, and what a run says of models; finding and fetching are tested beside their code.
@Suite("sluice models")
struct ModelsCommandTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func run(_ arguments: [String], _ more: [String: String] = [:]) throws -> Sluice.Result {
        let home = ["XDG_DATA_HOME": folder.file("data").path, "SLUICE_MODEL_PATH": ""]
        return try Sluice.run(arguments, in: folder, variables: home.merging(more) { $1 })
    }

    private func graph(_ model: String) throws -> String {
        try folder.write(
            """
            sluice: 1
            name: faces
            streams:
              cam: {uri: "test:?width=64&height=48&frames=2"}
            stages:
              faces: {use: face-detector, from: cam, with: {backend: onnx, model: \(model)}}
              end: {use: null-sink, from: faces}
              rest: {use: null-sink, from: faces.rejected}
            """, to: "faces.yaml")
    }

    @Test("a model that is added is listed and verified; once its file changed, neither verify nor a run takes it")
    func life() throws {
        try folder.write("no weights", to: "net.onnx")
        let added = try run(["models", "add", "mine", "--file", "net.onnx", "--decoder", "yolo"])
        #expect(added.status == 0 && added.output.contains("mine: added, SHA-256 "), "\(added.errors)")
        let listed = try run(["models", "list"])
        let line = listed.output.split(separator: "\n").first { $0.hasPrefix("mine ") }
        #expect(line?.contains("yolo") == true, "\(listed.output)")
        #expect(try run(["models", "verify", "mine"]).output.hasPrefix("mine: fine ("))
        try folder.write("other weights", to: "data/sluice/models/mine.onnx")
        let changed = try run(["models", "verify", "mine"])
        #expect(changed.status == 1 && changed.output.hasPrefix("mine: different ("), "\(changed.output)")
        #expect(changed.errors.contains("remove it and run 'sluice models get mine'"), "\(changed.errors)")
        let refused = try run(["run", graph("mine")])
        #expect(refused.status != 0 && refused.errors.contains("is not the model 'mine' of the catalogue"))
        #expect(refused.errors.contains("stage faces"))
    }

    @Test("a model of the catalogue that is not here: a run says how to get it, and get takes it from a folder")
    func get() throws {
        let absent = try run(["run", graph("ultraface-slim-320")])
        #expect(absent.status == 3, "\(absent.errors)")
        #expect(absent.errors.contains("run 'sluice models get ultraface-slim-320'"), "\(absent.errors)")
        let near = try run(["run", graph("ultraface-slim-32")])
        #expect(near.errors.contains("did you mean 'ultraface-slim-320'?"), "\(near.errors)")
        try FileManager.default.createDirectory(at: folder.file("disk"), withIntermediateDirectories: true)
        try folder.write("cut off", to: "disk/version-slim-320.onnx")
        let wrong = try run(["models", "get", "ultraface-slim-320", "--from", "disk"])
        #expect(wrong.status != 0 && wrong.errors.contains("SHA-256"), "\(wrong.errors)")
        #expect(try run(["models", "verify", "ultraface-slim-320"]).output.hasPrefix("ultraface-slim-320: absent"))
    }

    @Test("without the runtime a graph that needs it ends with 3 and says what to install; others run")
    func noRuntime() throws {
        try folder.write("no weights", to: "net.onnx")
        let refused = try run(["run", graph("./net.onnx")], ["SLUICE_OPENVINO": folder.url.path])
        #expect(refused.status == 3, "\(refused.errors)")
        #expect(refused.errors.contains("OpenVINO is not installed") && refused.errors.contains("make setup"))
        try folder.write(Graphs.chain, to: "chain.yaml")
        let others = try run(["run", "chain.yaml", "--frames", "3", "--quiet"], ["SLUICE_OPENVINO": folder.url.path])
        #expect(others.status == 0, "\(others.errors)")
    }
}
