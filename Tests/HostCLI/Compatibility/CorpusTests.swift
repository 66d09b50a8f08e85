import Foundation
import HostCore
import Testing

/// Every plugin that was ever released with a set must do in this host what it did in its own.
@Suite("Compatibility corpus", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct CorpusTests {
    @Test(
        "each plugin does what it is listed to do, in the host and in a worker", arguments: CorpusSet.versions,
        ["none", "process"])
    func runs(version: String, isolation: String) throws {
        let set = try CorpusSet(version)
        for plugin in set.plugins {
            let folder = try Folder()
            for file in try FileManager.default.contentsOfDirectory(
                atPath: set.folder.appending(path: plugin.name).path)
            {
                try FileManager.default.copyItem(
                    at: set.folder.appending(path: "\(plugin.name)/\(file)"), to: folder.file(file))
            }
            let run = try Sluice.run(
                [
                    "run", "graph.yaml", "--quiet", "--plugins", set.folder.path, "--set",
                    "stages.subject.isolation=\(isolation)",
                ], in: folder, plugins: [])
            #expect(run.status == 0, "\(plugin.name): \(run.errors)")
            let seen = try? folder.text("out.txt")
            #expect(try seen == folder.text("expected.txt"), "\(plugin.name), isolation \(isolation)")
        }
    }

    @Test("each library keeps what the contract says of tables and lives", arguments: CorpusSet.versions)
    func keeps(version: String) throws {
        let set = try CorpusSet(version)
        let folder = try Folder()
        // All of it runs with the gates, on the release build.
        let few = ["abi", "disc.03", "disc.08", "life.01", "cfg.02", "port.03", "mem.05", "flow.01", "state"]
        let libraries = set.libraries.map { set.folder.appending(path: $0).path }
        let judged = try Sluice.run(
            ["conform"] + libraries + ["--level", "must", "--json"] + few.flatMap { ["--only", $0] }, in: folder,
            plugins: [])
        #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
        let reports = try JSONValue.parse(judged.output)["libraries"]?.arrayValue ?? []
        #expect(reports.count == libraries.count)
    }

    @Test("each library states the contract that it is listed with", arguments: CorpusSet.versions)
    func states(version: String) throws {
        let set = try CorpusSet(version)
        for library in set.libraries {
            let manifest = set.folder.appending(path: library.replacing(".so", with: ".plugin.json"))
            // A release keeps no manifests: this host writes its own.
            guard let bytes = try? Data(contentsOf: manifest) else { continue }
            let abi = try JSONValue.parse(Array(bytes))["abi"]
            #expect(abi?["major"] == set.abi["major"] && abi?["draft"] == set.abi["draft"], "\(library)")
            #expect(try #require(abi?["minor"]?.integerValue) <= #require(set.abi["minor"]?.integerValue), "\(library)")
        }
    }

    @Test("the set has one of each kind in each language, and one for each extension of the headers")
    func complete() throws {
        let names = try Set(CorpusSet("now").plugins.map(\.name))
        for language in ["c", "cpp", "swift"] {
            for kind in ["source", "filter", "analyzer", "sink"] {
                #expect(names.contains("corpus-\(language)-\(kind)"))
            }
        }
        for folder in ["ext", "ext/draft"] {
            let headers = Sluice.root.appending(path: "PluginSDK/CABI/include/sluice/\(folder)").path
            for file in try FileManager.default.contentsOfDirectory(atPath: headers) where file.hasSuffix(".h") {
                #expect(names.contains("corpus-c-\(file.dropLast(2))"), "\(folder)/\(file)")
            }
        }
    }
}
