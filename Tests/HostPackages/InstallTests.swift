import Foundation
import HostCore
import HostLoading
import HostPackages
import TestPlugins
import Testing

/// Packages that are as they should be: what installing them does.
@Suite("Installing packages", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct InstallTests {
    private let shop: Workshop

    init() throws { shop = try Workshop() }

    @Test("a package is found by a search without a scan, with its docs, and is as it came")
    func install() throws {
        let readme = try shop.write(Array("# Metered\n".utf8), to: "README.md")
        let made = try shop.pack(shop.plugin()) { $0.docs = [readme] }
        let done = try shop.install(made.path)
        #expect(done.before == nil && !done.wasThere && done.sha256 == made.sha256)
        #expect(done.package.contents == made.contents && done.package.changedFiles.isEmpty)
        #expect(try shop.bytes(done.package.folder + "/docs/README.md") == Array("# Metered\n".utf8))
        let found = try shop.found()
        #expect(found.libraries.map(\.source) == [.sidecar] && found.refused.isEmpty)
        #expect(found.libraries.first?.manifest.stages.map(\.id) == ["org.example.metered"])
        #expect(try PackageInstaller.list(shop.plugins).map(\.contents.name) == ["metered"])
    }

    @Test("installed twice, nothing is done the second time; a file that was changed is put right")
    func twice() throws {
        let made = try shop.pack(shop.plugin())
        try shop.install(made.path)
        let again = try shop.install(made.path)
        #expect(again.wasThere)
        try shop.write([1], to: "scratch")
        let manifest = again.package.folder + "/metered.plugin.json"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: manifest))
        #expect(try PackageInstaller.list(shop.plugins).first?.changedFiles == ["metered.plugin.json"])
        let repaired = try shop.install(made.path)
        #expect(!repaired.wasThere && repaired.package.changedFiles.isEmpty)
    }

    @Test("a newer version takes the place of an older one, an older one only by force")
    func versions() throws {
        let old = try shop.pack(shop.plugin("1.2.3")).path
        let new = try shop.pack(shop.plugin("1.10.0")).path
        try shop.install(old)
        let done = try shop.install(new)
        #expect(done.before == SemanticVersion("1.2.3"))
        #expect(try shop.found().libraries.map(\.manifest.version) == ["1.10.0"])
        let refused = complaint { try shop.install(old) }
        #expect(refused.contains("metered 1.10.0 is installed") && refused.contains("--force"), "\(refused)")
        #expect(try shop.found().libraries.map(\.manifest.version) == ["1.10.0"])
        try shop.install(old) { $0.isForced = true }
        #expect(try shop.found().libraries.map(\.manifest.version) == ["1.2.3"])
    }

    @Test("another build of the same version, and a file that no package brought, are replaced only by force")
    func others() throws {
        let one = try shop.pack(shop.plugin()) { $0.output = shop.path("one.tar.zst") }.path
        let other = try shop.pack(shop.plugin(defines: ["SOURCE"])) { $0.output = shop.path("other.tar.zst") }.path
        try shop.install(one)
        #expect(complaint { try shop.install(other) }.contains("another build of the same version"))
        try shop.install(other) { $0.isForced = true }
        _ = try PackageInstaller.remove("metered", from: shop.plugins)
        try shop.write([0], to: "plugins/metered.so")
        #expect(complaint { try shop.install(one) }.contains("no package brought it"))
        try shop.install(one) { $0.isForced = true }
        #expect(try shop.found().libraries.count == 1)
    }

    @Test("a stage that another plugin of the folder has is refused")
    func clash() throws {
        try shop.install(shop.pack(shop.plugin()).path)
        let other = try shop.pack(shop.plugin(as: "second")).path
        let refused = complaint { try shop.install(other) }
        #expect(
            refused.contains("the stage org.example.metered") && refused.contains("metered.so already"), "\(refused)")
    }

    @Test(
        "removed by name or by stage, it is gone; what is not there is named",
        arguments: ["metered", "org.example.metered"])
    func remove(id: String) throws {
        try shop.install(shop.pack(shop.plugin()).path)
        _ = try PackageInstaller.remove(id, from: shop.plugins)
        #expect(try shop.found().libraries.isEmpty && PackageInstaller.list(shop.plugins).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.plugins + "/.packages/store").isEmpty)
        #expect(complaint { try PackageInstaller.remove("meterd", from: shop.plugins) }.contains("no package 'meterd'"))
    }

    @Test("a list of allowed plugins refuses what it does not name, with the hash, before it is described")
    func allowed() throws {
        let made = try shop.pack(shop.plugin())
        var allowed = AllowedPlugins()
        allowed.add(.init(place: "/etc/allowed", form: .file))
        let refused = complaint { try shop.install(made.path, allowed: allowed) }
        #expect(refused.contains(made.contents.sha256) && refused.contains("/etc/allowed"), "\(refused)")
        #expect(try shop.found().libraries.isEmpty)
        var list = AllowedPlugins.List(place: "/etc/allowed", form: .file)
        list.add(name: "metered", sha256: made.contents.sha256)
        var other = AllowedPlugins()
        other.add(list)
        #expect(try shop.install(made.path, allowed: other).package.contents.name == "metered")
    }

    @Test("an install that comes to nothing leaves no folder that it made, and keeps one that was there")
    func nothing() throws {
        let made = try shop.pack(shop.plugin())
        let wrong = String(repeating: "0", count: 64)
        for folder in ["new", "new/and/deep"] {
            #expect(complaint { try shop.install(made.path, to: folder) { $0.sha256 = wrong } }.contains(made.sha256))
            #expect(!FileManager.default.fileExists(atPath: shop.path("new")))
        }
        try shop.write([1], to: "there/own.txt")
        #expect(complaint { try shop.install(made.path, to: "there/deep") { $0.sha256 = wrong } }.contains(made.sha256))
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.path("there")) == ["own.txt"])
        try shop.install(made.path, to: "new")
        #expect(complaint { try shop.install(made.path, to: "new") { $0.sha256 = wrong } }.contains(made.sha256))
        #expect(try PackageInstaller.list(shop.path("new")).map(\.contents.name) == ["metered"])
    }

    @Test("a package with another sum than was asked for is refused, and one for another machine or too large")
    func asked() throws {
        let made = try shop.pack(shop.plugin())
        let wrong = String(repeating: "0", count: 64)
        #expect(complaint { try shop.install(made.path) { $0.sha256 = wrong } }.contains(made.sha256))
        #expect(complaint { try shop.install(made.path) { $0.limit_bytes = 1000 } }.contains("1000 is the most"))
        try shop.install(made.path) { $0.sha256 = made.sha256.uppercased() }
    }

    @Test("models come with their licence, and go to the store of models; a name that means another is refused")
    func models() throws {
        let weights = [UInt8](repeating: 7, count: 5000)
        let file = try shop.write(weights, to: "tiny.onnx")
        _ = try shop.models().add(file, name: "tiny") { $0.licence = "CC0-1.0" }
        let made = try shop.pack(shop.plugin()) { $0.models = ["tiny"] }
        #expect(made.contents.models.map(\.entry.sha256) == [Workshop.sum(weights)])
        #expect(made.contents.models.map(\.entry.licence) == ["CC0-1.0"])
        try FileManager.default.removeItem(atPath: shop.path("data"))
        let done = try shop.install(made.path)
        let path = try #require(done.models["tiny"])
        #expect(try shop.bytes(path) == weights && shop.models().path(of: "tiny") == path)
        #expect(try shop.models().catalogue.entry(named: "tiny")?.licence == "CC0-1.0")
        try FileManager.default.removeItem(atPath: shop.path("data"))
        _ = try shop.models().add(try shop.write([1, 2, 3], to: "other.onnx"), name: "tiny") { $0.licence = "MIT" }
        let refused = complaint { try shop.install(made.path) { $0.isForced = true } }
        #expect(refused.contains("another model 'tiny'"), "\(refused)")
    }
}
