import Foundation
import HostPackages
import TestPlugins
import Testing

/// What goes into packages.
@Suite("Packing", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct PackTests {
    private let shop: Workshop

    init() throws { shop = try Workshop() }

    @Test("the same files give the same bytes, whatever their times, owners, order and place")
    func reproducible() throws {
        let library = try shop.plugin()
        for name in ["a.md", "b/z.md", "b/a.md"] { try shop.write(Array(name.utf8), to: "docs/\(name)") }
        let one = try shop.pack(library) { $0.docs = [shop.path("docs")] }
        let first = try shop.bytes(one.path)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: library)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: shop.path("docs/a.md"))
        let other = try shop.pack(library) { order in
            order.docs = [shop.path("docs/")]
            order.output = shop.path("other.tar.zst")
        }
        #expect(try shop.bytes(other.path) == first)
        #expect(one.sha256 == other.sha256 && one.sha256 == Workshop.sum(first))
        #expect(one.path.hasSuffix("/metered-1.2.3-\(one.contents.machine).tar.zst"))
    }

    @Test("the list names each file with its sum, by another program's reckoning, and what the manifest states")
    func contents() throws {
        let library = try shop.plugin()
        try shop.write(Array("licence".utf8), to: "LICENSE")
        let made = try shop.pack(library) { $0.docs = [shop.path("LICENSE")] }
        #expect(made.contents.files.map(\.path) == ["docs/LICENSE", "metered.plugin.json", "metered.so"])
        #expect(try made.contents.sha256 == Workshop.sum(shop.bytes(library)))
        #expect(made.contents.licences == ["MIT"] && made.contents.stages.map(\.id) == ["org.example.metered"])
        #expect(made.contents.version == SemanticVersion("1.2.3"))
    }

    @Test("the archive is one that other programs read")
    func tar() throws {
        let made = try shop.pack(shop.plugin())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "--zstd", "-tvf", made.path]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // tar calls the program zstd, which need not be there.
        if process.terminationStatus != 0, complaint.contains("zstd") { return }
        let names = text.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(names == ["package.json", "metered.plugin.json", "metered.so", "package.sha256"])
    }

    @Test("what the author says to the suite goes along, with the files that this names")
    func expectations() throws {
        let library = try shop.plugin()
        let home = "built-1.2.3"
        let text =
            "{\"sluice_conform\": 1, \"stages\": {\"org.example.metered\": {\"packets\": [\"samples/1.bin\", \"../x\"]}}}"
        try shop.write(Array(text.utf8), to: "\(home)/metered.conform.json")
        try shop.write([1, 2, 3], to: "\(home)/samples/1.bin")
        let made = try shop.pack(library)
        #expect(
            made.contents.files.filter { $0.role == .conformance }.map(\.path) == [
                "metered.conform.json", "samples/1.bin",
            ])
    }

    @Test("links, names that cannot travel, and models without a licence are refused")
    func refusals() throws {
        let library = try shop.plugin()
        try shop.write([1], to: "docs/fine.md")
        try FileManager.default.createSymbolicLink(
            atPath: shop.path("docs/link.md"), withDestinationPath: "/etc/passwd")
        #expect(complaint { try shop.pack(library) { $0.docs = [shop.path("docs")] } }.contains("is a link"))
        try FileManager.default.removeItem(atPath: shop.path("docs/link.md"))
        try shop.write([1], to: "docs/white space.md")
        #expect(complaint { try shop.pack(library) { $0.docs = [shop.path("docs")] } }.contains("other characters"))
        _ = try shop.models().add(shop.write([1], to: "free.onnx"), name: "free") { _ in }
        #expect(complaint { try shop.pack(library) { $0.models = ["free"] } }.contains("no licence"))
        #expect(complaint { try shop.pack(library) { $0.models = ["fre"] } }.contains("did you mean 'free'"))
        #expect(complaint { try shop.pack(shop.plugin("one")) }.contains("none by semver.org"))
        let left = try FileManager.default.contentsOfDirectory(atPath: shop.folder)
        #expect(!left.contains { $0.hasSuffix(".part") || $0.hasSuffix(".zst") })
    }
}

/// Versions and their order, by the examples of semver.org.
@Suite("Versions")
struct SemanticVersionTests {
    @Test("the order is that of section 11")
    func order() {
        let ordered = [
            "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2.0.0",
        ].compactMap { SemanticVersion($0) }
        #expect(ordered.count == 12)
        for (index, one) in ordered.enumerated() {
            for other in ordered[(index + 1)...] { #expect(one < other && !(other < one)) }
        }
    }

    @Test(
        "what is no version is none",
        arguments: ["", "1", "1.0", "01.0.0", "1.0.0-", "1.0.0+", "1.0.0-a..b", "a.b.c", "1.0.0 "])
    func none(text: String) { #expect(SemanticVersion(text) == nil) }
}
