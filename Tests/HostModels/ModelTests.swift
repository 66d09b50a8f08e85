import Foundation
import HostCore
import Testing

@testable import HostModels

/// A home of its own for each test, with one model in a catalogue.
final class ModelHome {
    let folder: URL
    let program: String
    let source: URL

    init(sha256: String? = nil, url: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-models-\(UUID().uuidString)")
        source = folder.appending(path: "elsewhere")
        let shipped = folder.appending(path: "share/sluice/models")
        for made in [shipped, source, folder.appending(path: "bin")] {
            try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        }
        program = folder.appending(path: "bin/sluice").path
        try Data("weights".utf8).write(to: source.appending(path: "net.onnx"))
        let model: JSONValue = [
            "name": "net", "file": "net.onnx", "url": .string(url ?? "file://\(source.path)/net.onnx"),
            "sha256": .string(sha256 ?? Self.sha256), "size_bytes": 7, "licence": "MIT",
        ]
        let catalogue: JSONValue = ["sluice": "1", "models": [model]]
        try Data(catalogue.text.utf8).write(to: shipped.appending(path: "catalogue.json"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Of "weights", by coreutils' sha256sum.
    static let sha256 = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"

    func store(graph: String? = nil, path: String? = nil) throws -> ModelStore {
        let data = folder.appending(path: "data").path
        return try ModelStore(
            ModelFolders(program: program, graph: graph) { name in
                ["XDG_DATA_HOME": data, "SLUICE_MODEL_PATH": path][name] ?? nil
            })
    }

    var kept: String { folder.appending(path: "data/sluice/models/net.onnx").path }
}

@Suite("models")
struct ModelTests {
    private func error(_ body: () throws -> Void) -> HostError? {
        do { try body() } catch { return error as? HostError }
        return nil
    }

    @Test("a model that is not here says how to get it; once fetched it is found")
    func fetch() throws {
        let home = try ModelHome()
        let store = try home.store()
        let absent = error { _ = try store.path(of: "net") }
        #expect(absent?.code == .missing && absent?.message.contains("run 'sluice models get net'") == true)
        let entry = try #require(store.catalogue.entry(named: "net"))
        #expect(try store.fetch(entry, showsProgress: false) == home.kept)
        #expect(try store.path(of: "net") == home.kept)
        #expect(try store.state(of: entry) == .present(home.kept))
    }

    @Test("what has another hash is not kept, and a file that changed is not used")
    func hash() throws {
        let wrong = String(repeating: "0", count: 64)
        let home = try ModelHome(sha256: wrong)
        let store = try home.store()
        let entry = try #require(store.catalogue.entry(named: "net"))
        let fetched = error { _ = try store.fetch(entry, showsProgress: false) }
        #expect(fetched?.code == .file && fetched?.message.contains(wrong) == true)
        #expect(!FileManager.default.fileExists(atPath: home.kept))
        let folder = home.folder.appending(path: "data/sluice/models").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        let taken = error { _ = try store.take(entry, from: home.source.path) }
        #expect(taken?.code == .file && taken?.message.contains(ModelHome.sha256) == true)

        let good = try ModelHome()
        _ = try good.store().take(#require(good.store().catalogue.entry(named: "net")), from: good.source.path)
        try Data("WEIGHTS".utf8).write(to: URL(fileURLWithPath: good.kept))
        let changed = error { _ = try good.store().path(of: "net") }
        #expect(changed?.code == .file && changed?.message.contains("is not the model 'net'") == true)
    }

    @Test("no network, no such file, too large, no address: each its own words")
    func noNetwork() throws {
        let unreachable = try ModelHome(url: "http://127.0.0.1:9/net.onnx")
        let network = error {
            let store = try unreachable.store()
            _ = try store.fetch(#require(store.catalogue.entry(named: "net")), showsProgress: false)
        }
        #expect(network?.code == .source && network?.message.contains("is there a network?") == true)
        let nothing = try ModelHome(url: "file:///nowhere/net.onnx")
        let absent = error {
            let store = try nothing.store()
            _ = try store.fetch(#require(store.catalogue.entry(named: "net")), showsProgress: false)
        }
        #expect(absent?.message.contains("there is no such file") == true)
        let odd = try ModelHome(url: "ftp://host/net.onnx")
        let scheme = error {
            let store = try odd.store()
            _ = try store.fetch(#require(store.catalogue.entry(named: "net")), showsProgress: false)
        }
        #expect(scheme?.code == .file)
    }

    @Test("a folder is searched by name, then by hash")
    func take() throws {
        let home = try ModelHome()
        let store = try home.store()
        let entry = try #require(store.catalogue.entry(named: "net"))
        try FileManager.default.moveItem(
            at: home.source.appending(path: "net.onnx"), to: home.source.appending(path: "other-name.bin"))
        #expect(try store.take(entry, from: home.source.path) == home.kept)
        let empty = error { _ = try store.take(entry, from: home.folder.appending(path: "bin").path) }
        #expect(empty?.code == .missing)
        let nowhere = error { _ = try store.take(entry, from: "/nowhere") }
        #expect(nowhere?.code == .file)
    }

    @Test("folders are searched in order: SLUICE_MODEL_PATH, beside the graph, the data folder")
    func order() throws {
        let home = try ModelHome()
        let graph = home.folder.appending(path: "graph/g.yaml").path
        let beside = home.folder.appending(path: "graph/models")
        try FileManager.default.createDirectory(at: beside, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: home.source.appending(path: "net.onnx"), to: beside.appending(path: "net.onnx"))
        #expect(try home.store(graph: graph).path(of: "net") == beside.path + "/net.onnx")
        let first = try home.store(graph: graph, path: home.source.path)
        #expect(try first.path(of: "net") == home.source.path + "/net.onnx")
        // A file that stands in no catalogue is found by its name.
        try Data("x".utf8).write(to: beside.appending(path: "mine.onnx"))
        #expect(try home.store(graph: graph).path(of: "mine") == beside.path + "/mine.onnx")
        #expect(try home.store().path(of: home.source.path + "/net.onnx") == home.source.path + "/net.onnx")
    }

    @Test("names: unknown ones with the nearest, paths that are not there")
    func names() throws {
        let store = try ModelHome().store()
        #expect(error { _ = try store.path(of: "nett") }?.message.contains("did you mean 'net'?") == true)
        #expect(error { _ = try store.path(of: "/nowhere/a.onnx") }?.code == .missing)
    }

    @Test("a model that is added is in the user's catalogue, and can be used")
    func add() throws {
        let home = try ModelHome()
        let file = home.source.appending(path: "net.onnx").path
        let entry = try home.store().add(file, name: "mine") { $0.decoder = "yolo" }
        #expect(entry.sha256 == ModelHome.sha256 && entry.size_bytes == 7)
        let store = try home.store()
        #expect(store.catalogue.entry(named: "mine")?.decoder == "yolo")
        #expect(try store.path(of: "mine").hasSuffix("data/sluice/models/mine.onnx"))
        #expect(error { _ = try store.add(file, name: "a/b") { _ in } }?.code == .usage)
        #expect(error { _ = try store.add("/nowhere.onnx", name: "x") { _ in } }?.code == .file)
    }

    @Test(
        "a catalogue that is wrong is named with the place",
        arguments: [
            ("{", "cannot be read"), ("{}", "no list 'models'"), ("{\"models\":[{}]}", "models[0]: 'name' is missing"),
            (
                "{\"models\":[{\"name\":\"a\",\"file\":\"../x\",\"sha256\":\"\(ModelHome.sha256)\",\"size_bytes\":1}]}",
                "no plain file name"
            ),
            (
                "{\"models\":[{\"name\":\"a\",\"file\":\"x\",\"sha256\":\"abc\",\"size_bytes\":1}]}",
                "64 hexadecimal digits"
            ),
            (
                "{\"models\":[{\"name\":\"a\",\"file\":\"x\",\"sha256\":\"\(ModelHome.sha256)\",\"size_bytes\":0}]}",
                "size_bytes"
            ),
        ])
    func badCatalogue(text: String, words: String) throws {
        let home = try ModelHome()
        let file = home.folder.appending(path: "share/sluice/models/catalogue.json")
        try Data(text.utf8).write(to: file)
        let error = error { _ = try home.store() }
        #expect(error?.code == .file && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("the catalogue that ships is sound, and names each model once")
    func shipped() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let catalogue = try ModelCatalogue(files: [root.appending(path: "models/catalogue.json").path])
        #expect(catalogue.entries.count >= 9)
        #expect(
            catalogue.entries.allSatisfy {
                !$0.licence.isEmpty && !$0.summary.isEmpty && !$0.input.isEmpty && !$0.output.isEmpty
            })
        #expect(catalogue.entries.allSatisfy { $0.url.isEmpty || $0.url.hasPrefix("https://") })
    }
}
