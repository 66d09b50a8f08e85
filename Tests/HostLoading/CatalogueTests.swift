import CSluice
import Foundation
import Glibc
import HostCore
import TestPlugins
import Testing

@testable import HostLoading

@Suite("Plugin catalogue", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct CatalogueTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func build(_ defines: String...) throws {
        try FixturePlugin.build(scratch.path("faulty.so"), defines: defines)
    }

    @Test("a sidecar of the same build makes a scan needless, one of another build does not count")
    func sidecar() throws {
        try build()
        let writer = ManifestWriter(scanner: PluginScanner(workerPath: Scratch.worker, clock: SystemTestClock()))
        let outcome = try writer.write(folder: scratch.folder)
        #expect(outcome.written == [scratch.path("faulty.plugin.json")])
        let library = try #require(try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker).libraries.first)
        #expect(library.source == .sidecar)
        #expect(library.manifestJSON["file"] == "faulty.so")
        try build("ANOTHER_BUILD", "ID=org.example.later")
        let refused = try #require(try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker).refused.first)
        #expect(refused.failure.kind == .unscanned)
        #expect(refused.failure.message.contains("run 'sluice plugins'"))
        #expect(refused.stages == ["org.example.faulty"])
    }

    @Test("a sidecar for another draft of the contract is refused without loading")
    func oldSidecar() throws {
        try build()
        let id = try LibraryIdentity(scratch.path("faulty.so")).buildID
        let text = """
            {"sluice":"1","library":{"name":"faulty"},"abi":{"major":1,"draft":77},"stages":[],"build_id":"\(id)"}
            """
        try scratch.write(Array(text.utf8), to: "faulty.plugin.json")
        let refused = try #require(try scratch.catalogue(.scan, worker: Scratch.noWorker).refused.first)
        #expect(
            refused.failure.message.contains(
                "contract 1.0 draft 77, this host speaks contract 1.0 draft \(SLUICE_ABI_DRAFT)"))
    }

    @Test("writing manifests names the libraries that have none")
    func writerRefuses() throws {
        try build("FAULT_JSON")
        let writer = ManifestWriter(scanner: PluginScanner(workerPath: Scratch.worker, clock: SystemTestClock()))
        let outcome = try writer.write(folder: scratch.folder)
        #expect(outcome.written.isEmpty && outcome.refused.count == 1)
        #expect(outcome.text.contains("faulty.so has a manifest that is not JSON"))
        #expect(outcome.text.hasSuffix("0 manifests written, 1 library refused\n"))
    }

    @Test("what was scanned once is remembered, as long as the file is the same")
    func cached() throws {
        try build()
        #expect(try scratch.catalogue(.scan).libraries.map(\.source) == [.scan])
        let again = try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker)
        #expect(again.libraries.map(\.source) == [.cache])
        try build("ANOTHER_BUILD", "ID=org.example.later")
        let changed = try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker)
        #expect(changed.refused.map(\.failure.kind) == [.unscanned])
        #expect(changed.refused.first?.stages == ["org.example.faulty"])
    }

    @Test("a crash is not tried again until the user asks")
    func crashSticks() throws {
        try build("FAULT_ABORT")
        #expect(try scratch.catalogue(.scan).refused.map(\.isRemembered) == [false])
        let again = try scratch.catalogue(.scan, worker: Scratch.noWorker)
        #expect(again.refused.map(\.isRemembered) == [true])
        #expect(again.refused.map(\.failure.kind) == [.crashed])
        let error = #expect(throws: HostError.self) { try scratch.catalogue(.rescan, worker: Scratch.noWorker) }
        #expect(error?.code == .missing)
    }

    @Test("other failures are tried again, and known to who may not scan")
    func otherFailuresAreRetried() throws {
        try build("FAULT_REFUSE")
        #expect(try scratch.catalogue(.scan).refused.map(\.failure.kind) == [.refused])
        #expect(throws: HostError.self) { try scratch.catalogue(.scan, worker: Scratch.noWorker) }
        let known = try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker)
        #expect(known.refused.map(\.failure.kind) == [.refused])
    }

    @Test("a cache that is damaged, or that strangers may write, is as good as none", arguments: [false, true])
    func damagedCache(writable: Bool) throws {
        try build()
        _ = try scratch.catalogue(.scan)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: scratch.path("cache")).first)
        if writable {
            chmod(scratch.path("cache/" + name), 0o666)
        } else {
            try scratch.write(Array("{\"sluice_scan\":1,".utf8), to: "cache/" + name)
        }
        let unknown = try scratch.catalogue(.manifestsOnly, worker: Scratch.noWorker)
        #expect(unknown.refused.map(\.failure.kind) == [.unscanned])
        #expect(try scratch.catalogue(.scan).libraries.map(\.source) == [.scan])
    }

    @Test("the graph's folders come first, then the environment's, then the installed")
    func order() {
        let site = Site(file: "graph.yaml", line: 3, column: 11)
        let places = PluginPlace.standard(
            graph: [("/a", site)], environment: "/b::/c", user: "/home/me/plugins",
            executable: "/opt/sluice/bin/sluice")
        #expect(places.map(\.path) == ["/a", "/b", "/c", "/home/me/plugins", "/opt/sluice/lib/sluice/plugins"])
        #expect(places.map(\.origin) == [.graph(site), .environment, .environment, .user, .installed])
    }

    @Test("a folder that is not there is a finding where it was named")
    func missingFolders() throws {
        let site = Site(file: "graph.yaml", line: 3, column: 11)
        let places = [
            PluginPlace("/nowhere/a", .graph(site)), PluginPlace("/nowhere/b", .commandLine),
            PluginPlace("/nowhere/c", .environment), PluginPlace("/nowhere/d", .installed),
        ]
        let catalogue = try PluginCatalogue.load(
            searchPath: places, mode: .scan, workerPath: Scratch.noWorker, clock: SystemTestClock(), cache: nil)
        #expect(catalogue.places.isEmpty)
        #expect(catalogue.findings.map(\.severity) == [.error, .error, .warning])
        let text = try #require(catalogue.findings.first?.description)
        #expect(text.hasPrefix("graph.yaml:3:11: error: plugins are not looked for in /nowhere/a: No such file"))
    }

    @Test("a folder that everybody may write is not searched")
    func writableFolder() throws {
        try build()
        scratch.folderMode(0o777)
        let catalogue = try scratch.catalogue(.scan, worker: Scratch.noWorker)
        #expect(catalogue.places.isEmpty && catalogue.libraries.isEmpty && catalogue.refused.isEmpty)
        #expect(catalogue.findings.first?.message.contains("may be written by everybody") == true)
    }

    @Test("a path may name a library, and a library that is found twice counts once")
    func files() throws {
        try build()
        try FileManager.default.createDirectory(atPath: scratch.path("more"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: scratch.path("faulty.so"), toPath: scratch.path("more/copy.so"))
        symlink(scratch.path("faulty.so"), scratch.path("more/link.so"))
        let places = [
            PluginPlace(scratch.path("faulty.so"), .environment), PluginPlace(scratch.path("more"), .environment),
        ]
        let catalogue = try PluginCatalogue.load(
            searchPath: places, mode: .scan, workerPath: Scratch.worker, clock: SystemTestClock(),
            cache: scratch.cache, limit_ns: SystemTestClock.patience_ns)
        #expect(catalogue.libraries.map(\.path) == [scratch.path("faulty.so")])
    }

    @Test("two builds of one stage are ambiguous, and the report names both files")
    func ambiguous() throws {
        try build()
        try FixturePlugin.build(scratch.path("second.so"), defines: ["ANOTHER_BUILD"], flags: ["-O2"])
        let catalogue = try scratch.catalogue(.scan)
        guard case .ambiguous(let entries) = catalogue.stages.find("faulty") else {
            Issue.record("the name is not ambiguous")
            return
        }
        #expect(entries.count == 2)
        let text = PluginsReport(catalogue).text
        #expect(text.contains("'use: faulty' is ambiguous: ") && text.contains("second.so"))
    }
}
