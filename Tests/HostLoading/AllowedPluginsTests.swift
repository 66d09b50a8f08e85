import Foundation
import Glibc
import HostCore
import TestPlugins
import Testing

@testable import HostLoading

/// Lists of allowed plugins where they are enforced: the file that was hashed is the file that is loaded.
@Suite("Allowed plugins", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct AllowedPluginsTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func build(_ name: String, id: String, flags: [String] = []) throws -> (path: String, sha256: String) {
        let path = try FixturePlugin.build(scratch.path(name), defines: ["ID=\(id)"], flags: flags)
        chmod(path, 0o755)
        return (path, try SHA256.text(path: path))
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test("SHA-256 is that of FIPS 180-4, in one piece and in many")
    func sums() throws {
        #expect(SHA256.text(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(SHA256.text([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let sum = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(try SHA256.text(million) == sum && SHA256.text(path: scratch.write(million, to: "a")) == sum)
        var pieces = SHA256Sum()
        for piece in stride(from: 0, to: 1_000_000, by: 999) {
            million[piece..<min(1_000_000, piece + 999)].withUnsafeBytes { pieces.add($0) }
        }
        #expect(pieces.end() == sum)
    }

    @Test("a library is loaded when it is the one that was approved, and not when it is another")
    func loader() throws {
        let one = try build("one.so", id: "org.example.pinned-one")
        let other = try build("two.so", id: "org.example.pinned-two")
        let refused = message { _ = try PluginLoader().open(one.path, sha256: other.sha256) }
        #expect(refused.contains(one.sha256) && refused.contains(other.sha256), "\(refused)")
        let first = try PluginLoader().open(one.path, sha256: one.sha256)
        let second = try PluginLoader().open(other.path, sha256: other.sha256)
        #expect(first.stageIDs == ["org.example.pinned-one"] && second.stageIDs == ["org.example.pinned-two"])
        #expect(first.stageClass("org.example.pinned-one") != nil && second.stageClass("org.example.pinned-one") == nil)
        let again = try PluginLoader().open(one.path, sha256: one.sha256)
        #expect(again.stageClass("org.example.pinned-one") == first.stageClass("org.example.pinned-one"))
    }

    @Test("a file that is put in its place after it was hashed is not loaded")
    func replaced() throws {
        let good = try build("good.so", id: "org.example.good")
        let evil = try build("evil.so", id: "org.example.evil")
        let pinned = try PinnedFile(good.path, approved: good.sha256)
        #expect(rename(evil.path, good.path) == 0)
        let identity = try LibraryIdentity(good.path)
        let refused = message { _ = try LibraryOpening.open(identity, pinned: pinned) }
        #expect(refused.contains("was replaced while it was compared"), "\(refused)")
        #expect(message { _ = try PinnedFile(good.path, approved: good.sha256) }.contains("start again"))
    }

    @Test("the catalogue refuses without a scan what is not listed, and scans by the approved content what is")
    func catalogue() throws {
        let good = try build("good.so", id: "org.example.listed")
        let evil = try build("evil.so", id: "org.example.unlisted")
        var list = AllowedPlugins.List(place: "here.yaml:3:1", form: .graph)
        list.add(name: "good", sha256: good.sha256.uppercased())
        var allowed = AllowedPlugins()
        allowed.add(list)
        let catalogue = try PluginCatalogue.load(
            searchPath: [PluginPlace(scratch.folder, .environment)], mode: .scan, workerPath: Scratch.worker,
            clock: SystemTestClock(), cache: scratch.cache, limit_ns: SystemTestClock.patience_ns, allowed: allowed)
        #expect(catalogue.libraries.map(\.sha256) == [good.sha256])
        #expect(catalogue.refused.map(\.failure.kind) == [.notAllowed])
        let reason = catalogue.refused.first?.failure.message ?? ""
        #expect(reason.contains(evil.sha256) && reason.contains("here.yaml:3:1"), "\(reason)")
        #expect(reason.contains("write 'evil: \(evil.sha256)' under its allow_plugins:"), "\(reason)")
        // What was refused is remembered nowhere: without the list it is scanned.
        #expect(try scratch.catalogue(.scan).refused.isEmpty)
    }

    @Test("a scan loads the approved content or nothing")
    func scan() throws {
        let good = try build("good.so", id: "org.example.listed")
        let scanner = PluginScanner(
            workerPath: Scratch.worker, clock: SystemTestClock(), limit_ns: SystemTestClock.patience_ns)
        let identity = try LibraryIdentity(good.path)
        guard case .success = try scanner.scan(identity, sha256: good.sha256) else {
            Issue.record("the approved content was refused")
            return
        }
        let wrong = String(repeating: "0", count: 64)
        guard case .failure(let failure) = try scanner.scan(identity, sha256: wrong) else {
            Issue.record("another content was scanned")
            return
        }
        #expect(failure.kind == .notAllowed && failure.message.contains(good.sha256), "\(failure)")
    }

    @Test("what a library needs from its own folder is found, though it is loaded by a descriptor")
    func origin() throws {
        try FixturePlugin.buildNeeded(scratch.path("libneeded-here.so"))
        let library = try build(
            "needs.so", id: "org.example.needs",
            flags: ["-Wl,--no-as-needed", "-L\(scratch.folder)", "-lneeded-here", "-Wl,-rpath,$ORIGIN"])
        let loaded = try PluginLoader().open(library.path, sha256: library.sha256)
        #expect(loaded.stageIDs == ["org.example.needs"])
    }

    @Test("the host's list is read as sha256sum writes it", arguments: ["  ", " *", "\t"])
    func hostList(separator: String) throws {
        let sum = String(repeating: "0f", count: 32)
        let file = try scratch.write(Array("# ours\n\n\(sum)\(separator)/opt/x/libtracker.so\n".utf8), to: "list")
        let list = try AllowedPlugins.List(file: file)
        #expect(list.allows(sum) && list.knows("tracker") && !list.knows("x"))
        chmod(file, 0o666)
        #expect(message { _ = try AllowedPlugins.List(file: file) }.contains("written by everybody"))
    }
}
