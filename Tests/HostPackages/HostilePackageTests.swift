import Foundation
import HostCore
import HostLoading
import TestPlugins
import Testing

@testable import HostPackages

/// Packages that are damaged, or made to do harm. Whatever they hold, nothing is installed, nothing is written outside of the
/// folder, and the message names the package and what is wrong with it.
@Suite("Hostile packages", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct HostilePackageTests {
    private typealias Entry = (name: String, bytes: [UInt8])

    private let shop: Workshop
    private let sound: [(name: String, bytes: [UInt8])]

    init() throws {
        shop = try Workshop()
        let readme = try shop.write(Array("# Metered\n".utf8), to: "README.md")
        let done = try shop.install(shop.pack(shop.plugin()) { $0.docs = [readme] }.path)
        sound = try shop.entries(done)
        _ = try PackageInstaller.remove("metered", from: shop.plugins)
    }

    private func archive(_ entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var tar = TarBuilder()
        for entry in entries { tar.add(entry.name, entry.bytes) }
        return tar.archive
    }

    /// The entries with a changed list, whose sum is right.
    private func listing(_ change: (String) -> String) -> [(name: String, bytes: [UInt8])] {
        var entries = sound
        entries[0].bytes = Array(change(String(decoding: entries[0].bytes, as: UTF8.self)).utf8)
        let last = entries.count - 1
        entries[last].bytes = Array("\(SHA256.text(entries[0].bytes))  package.json\n".utf8)
        return entries
    }

    private func refusal(_ archive: [UInt8]) throws -> String {
        let path = try shop.write(archive, to: "bad.tar.zst")
        let text = complaint { try shop.install(path) }
        #expect(try shop.found().libraries.isEmpty && PackageInstaller.list(shop.plugins).isEmpty)
        let staging = try FileManager.default.contentsOfDirectory(atPath: shop.plugins + "/.packages/staging")
        #expect(staging.isEmpty)
        return text
    }

    @Test("the same entries as a plain tar are a package: what follows is refused for its own reason")
    func plain() throws {
        let path = try shop.write(archive(sound), to: "good.tar")
        #expect(try shop.install(path).package.contents.name == "metered")
    }

    @Test(
        "a name that leads elsewhere is refused",
        arguments: [
            "../evil", "docs/../../evil", "/tmp/evil", "docs//evil", "./evil", "docs/.hidden", "-rf", "a\u{1B}b", "",
        ])
    func names(name: String) throws {
        for place in [0, 1, sound.count] {
            var entries = sound
            entries.insert((name, [1]), at: place)
            let text = try refusal(archive(entries))
            #expect(text.contains("bad.tar.zst"), "\(text)")
            #expect(!text.unicodeScalars.contains { $0.value < 32 })
        }
        let listed = listing {
            $0.replacing("docs/README.md", with: name.isEmpty ? " " : name.replacing("\u{1B}", with: "?"))
        }
        let text = try refusal(archive(listed))
        #expect(text.contains("names the file") || text.contains("not JSON"), "\(text)")
        #expect(!FileManager.default.fileExists(atPath: shop.path("evil")))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/evil"))
    }

    @Test(
        "links, folders and devices are refused",
        arguments: [TarBuilder.Kind.hardLink, .symbolicLink, .device, .folder])
    func links(kind: TarBuilder.Kind) throws {
        for place in [1, 2, sound.count] {
            var tar = TarBuilder()
            for (index, entry) in sound.enumerated() {
                if index == place { tar.add("docs/link", [], kind: kind, target: "/etc/passwd") }
                tar.add(entry.name, entry.bytes)
            }
            if place == sound.count { tar.add("docs/link", [], kind: kind, target: "/etc/passwd") }
            let text = try refusal(tar.archive)
            #expect(text.contains("files alone"), "\(text)")
        }
        // A link in the place of the library itself.
        var tar = TarBuilder()
        for entry in sound {
            if entry.name == "metered.so" {
                tar.add(entry.name, [], kind: kind, target: "/lib/x86_64-linux-gnu/libc.so.6")
            } else {
                tar.add(entry.name, entry.bytes)
            }
        }
        #expect(try refusal(tar.archive).contains("files alone"))
    }

    @Test("names that come twice are refused, in the archive and in the list")
    func twice() throws {
        for place in 1..<sound.count {
            var entries = sound
            entries.insert(sound[place], at: place)
            #expect(try refusal(archive(entries)).contains("changed"))
        }
        #expect(try refusal(archive([sound[0]] + sound)).contains("changed"))
        #expect(try refusal(archive(sound + [sound[2]])).contains("more files than it lists"))
        let listed = listing { $0.replacing("docs/README.md", with: "METERED.SO") }
        #expect(try refusal(archive(listed)).contains("twice"))
    }

    @Test("sizes that are not true are refused before they cost anything")
    func sizes() throws {
        let huge = listing { $0.replacing(#/"size_bytes": \d+/#, with: "\"size_bytes\": 9000000000000000000") }
        #expect(try refusal(archive(huge)).contains("is the most"))
        var tar = TarBuilder()
        tar.add(sound[0].name, sound[0].bytes, size: 0o77777777777)
        #expect(try refusal(tar.archive).contains("of more than"))
        var short = TarBuilder()
        for entry in sound {
            let isDoc = entry.name.hasPrefix("docs")
            short.add(entry.name, entry.bytes, size: isDoc ? UInt64(entry.bytes.count + 1 << 20) : nil)
        }
        #expect(try refusal(short.archive).contains("lists"))
        // A file that says its true size in the list, and brings less.
        var cut = TarBuilder()
        for entry in sound.prefix(2) { cut.add(entry.name, entry.bytes) }
        let text = try refusal(cut.archive)
        #expect(text.contains("cut off"), "\(text)")
    }

    @Test("a file that is not what the list says is refused with both sums")
    func sums() throws {
        for place in 1..<sound.count - 1 {
            var entries = sound
            entries[place].bytes[entries[place].bytes.count / 2] ^= 1
            let text = try refusal(archive(entries))
            #expect(text.contains("SHA-256 is \(Workshop.sum(entries[place].bytes))"), "\(text)")
        }
        var entries = sound
        entries[0].bytes = Array(
            String(decoding: entries[0].bytes, as: UTF8.self).replacing("\"MIT\"", with: "\"GPL\"").utf8)
        #expect(try refusal(archive(entries)).contains("changed"))
    }

    @Test(
        "a list that does not fit its library is refused",
        arguments: [
            ("\"machine\": \"(.*?)\"", "\"machine\": \"riscv64\"", "is for riscv64"),
            ("\"build_id\": \"(.*?)\"", "\"build_id\": \"0123\"", "lists the build 0123"),
            ("\"version\": \"1.2.3\",\n  \"machine\"", "\"version\": \"9.0.0\",\n  \"machine\"", "says version 9.0.0"),
            ("\"sluice_package\": 1", "\"sluice_package\": 2", "another kind"),
            ("\"name\": \"metered\"", "\"name\": \"../x\"", "cannot be that of a file"),
            ("\"id\": \"org.example.metered\"", "\"id\": \"org.example.other\"", "other stages"),
        ])
    func lists(pattern: String, replacement: String, why: String) throws {
        let expression = try Regex(pattern)
        let changed = listing { $0.replacing(expression, with: replacement, maxReplacements: 1) }
        let text = try refusal(archive(changed))
        #expect(text.contains(why), "\(text)")
    }

    @Test("a manifest that is not the library's is refused, though all sums are right")
    func manifests() throws {
        var entries = sound
        let place = try #require(entries.firstIndex { $0.name == "metered.plugin.json" })
        let text = String(decoding: entries[place].bytes, as: UTF8.self).replacing("Allocates.", with: "Harmless!!")
        let (old, new) = (SHA256.text(entries[place].bytes), SHA256.text(Array(text.utf8)))
        let listed = listing { $0.replacing(old, with: new) }
        entries[0] = listed[0]
        entries[place].bytes = Array(text.utf8)
        entries[entries.count - 1] = listed[listed.count - 1]
        let why = try refusal(archive(entries))
        #expect(why.contains("not that of its library"), "\(why)")
    }

    @Test("a library that crashes when it is loaded costs a child, and is refused")
    func crash() throws {
        let path = shop.path("built-1.2.3/metered.so")
        try FixturePlugin.build(
            path, of: "Tests/Fixtures/Plugins/metered.c",
            flags: ["-Wl,-init,no_such_function", "-Wl,-z,defs", "-Wl,--defsym,no_such_function=8"])
        let library = try shop.bytes(path)
        let identity = try LibraryIdentity(path)
        var entries = sound
        let place = try #require(entries.firstIndex { $0.name == "metered.so" })
        let manifest = try #require(entries.firstIndex { $0.name == "metered.plugin.json" })
        let list = try PackageContents(parsing: entries[0].bytes)
        let sidecar = String(decoding: entries[manifest].bytes, as: UTF8.self)
            .replacing(list.buildID, with: identity.buildID)
        let (old, new) = (SHA256.text(entries[manifest].bytes), SHA256.text(Array(sidecar.utf8)))
        let listed = listing {
            $0.replacing(list.buildID, with: identity.buildID).replacing(list.sha256, with: SHA256.text(library))
                .replacing(old, with: new)
                .replacing("\"size_bytes\": \(entries[place].bytes.count)", with: "\"size_bytes\": \(library.count)")
                .replacing(
                    "\"size_bytes\": \(entries[manifest].bytes.count)", with: "\"size_bytes\": \(sidecar.utf8.count)")
        }
        entries[0] = listed[0]
        entries[place].bytes = library
        entries[manifest].bytes = Array(sidecar.utf8)
        entries[entries.count - 1] = listed[listed.count - 1]
        let why = try refusal(archive(entries))
        #expect(why.contains("crashed while it was loaded"), "\(why)")
    }

    @Test("what is no package at all is named for it")
    func others() throws {
        #expect(try refusal([]).contains("is no plugin package"))
        #expect(try refusal(Array("just text".utf8)).contains("bad.tar.zst"))
        #expect(try refusal([UInt8](repeating: 0, count: 4096)).contains("is no plugin package"))
        #expect(complaint { try shop.install(shop.folder) }.contains("no file"))
        #expect(complaint { try shop.install(shop.path("absent")) }.contains("cannot be read"))
    }
}
