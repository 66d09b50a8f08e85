import Foundation
import Glibc
import HostCore
import TestPlugins
import Testing

@testable import HostLoading

@Suite("Plugin files", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct FileTests {
    private let scratch: Scratch
    private let good: [UInt8]

    init() throws {
        scratch = try Scratch()
        good = try Scratch.bytes(FixturePlugin.build(scratch.path("good.so.built"), flags: ["-Wl,-z,defs"]))
    }

    private func failure(_ name: String = "x.so") throws -> LoadFailure {
        try #require(try scratch.catalogue(.scan, worker: Scratch.noWorker).refused.first?.failure)
    }

    private func changed(_ changes: [Int: UInt8]) -> [UInt8] {
        var bytes = good
        for (at, byte) in changes { bytes[at] = byte }
        return bytes
    }

    private func check(_ bytes: [UInt8], _ kind: LoadFailure.Kind, _ says: String) throws {
        try scratch.write(bytes, to: "x.so")
        let failure = try failure()
        #expect(failure.kind == kind)
        #expect(failure.message.contains(says), "\(failure.message)")
    }

    @Test("a text file is named as one")
    func text() throws {
        try check(Array("#!/bin/sh\necho plugin\n".utf8), .notShared, "is not a shared object (text)")
    }

    @Test("bytes that are no ELF are named so")
    func noise() throws { try check([0, 1, 2, 3, 0, 255], .notShared, "is not a shared object (not ELF)") }

    @Test("an empty file is named so")
    func empty() throws { try check([], .notShared, "is empty (0 bytes)") }

    @Test("a library for another machine names both")
    func machine() throws {
        try check(changed([18: 0xB7, 19: 0]), .otherMachine, "is for aarch64, this host is x86_64")
    }

    @Test("a machine without a name is given by its number")
    func unknownMachine() throws {
        try check(changed([18: 0xF0, 19: 0xFF]), .otherMachine, "is for machine 65520, this host is x86_64")
    }

    @Test("a library for 32 bits, or of the other byte order, is named so")
    func classes() throws {
        try check(changed([4: 1]), .otherMachine, "is for a 32-bit machine")
        try check(changed([5: 2]), .otherMachine, "is for a big-endian machine")
    }

    @Test("an object file is not a shared object")
    func objectFile() throws {
        try FixturePlugin.build(scratch.path("x.so"), flags: ["-c"])
        #expect(try failure().message.contains("is not a shared object (object file); link it with -shared"))
    }

    @Test("a folder named like a library is named as one")
    func folder() throws {
        try FileManager.default.createDirectory(atPath: scratch.path("x.so"), withIntermediateDirectories: true)
        #expect(try failure().message.contains("is a folder, not a shared object"))
    }

    @Test("a link that leads nowhere cannot be read")
    func brokenLink() throws {
        symlink("/nowhere", scratch.path("x.so"))
        let failure = try failure()
        #expect(failure.kind == .unreadable)
        #expect(failure.message.contains("No such file or directory"))
    }

    @Test("a copy that broke off is truncated, wherever it broke off")
    func truncated() throws {
        try check(Array(good.prefix(good.count / 2)), .truncated, "is truncated: its parts reach to byte")
        for count in stride(from: 1, to: good.count, by: 61) {
            let path = try scratch.write(good.prefix(count), to: "cut")
            let error = #expect(throws: LoadFailure.self, "\(count) bytes") { try LibraryIdentity(path) }
            #expect(error?.kind == (count < 4 ? .notShared : .truncated), "\(count) bytes: \(error?.message ?? "")")
        }
    }

    @Test("damaged heads are refused or read, and never crash the reader")
    func damaged() throws {
        var random = SplitMix64(seed: 20_240_611)
        var refused = 0
        for round in 0..<400 {
            // Every other round in the head and the table of segments, where each byte counts.
            let reach = round.isMultiple(of: 2) ? 700 : good.count
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 4..<reach, using: &random)
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            let path = try scratch.write(bytes, to: "damaged")
            do {
                _ = try LibraryIdentity(path)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 40 && refused < 400, "seed 20240611")
    }

    @Test("a library that everybody may write, or that is a stranger's, is refused by name")
    func distrusted() throws {
        let path = try scratch.write(good, to: "x.so")
        chmod(path, 0o666)
        var found = try failure()
        #expect(found.kind == .distrusted)
        #expect(found.message.contains("may be written by everybody; chmod o-w it"))
        guard geteuid() == 0 else { return }
        chmod(path, 0o644)
        chown(path, 4711, 4711)
        found = try failure()
        #expect(found.message.contains("belongs to user 4711"), "\(found.message)")
    }

    @Test("the build id is the linker's, and a hash of the content where there is none")
    func buildID() throws {
        let built = try LibraryIdentity(scratch.path("good.so.built"))
        #expect(built.buildID.count == 40 && built.buildID.allSatisfy(\.isHexDigit))
        let flags = ["-Wl,--build-id=none"]
        let plain = try FixturePlugin.build(scratch.path("plain"), flags: flags)
        let same = try LibraryIdentity(plain).buildID
        #expect(same.hasPrefix("xxh-") && same.count == 36)
        let other = try scratch.write(try Scratch.bytes(plain) + [0], to: "other")
        #expect(try LibraryIdentity(other).buildID != same)
    }

    @Test(
        "the hash is XXH64",
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func hash(text: String, expected: UInt64) {
        #expect(Array(text.utf8).withUnsafeBytes { ContentHash.xxh64($0, seed: 0) } == expected)
    }
}
