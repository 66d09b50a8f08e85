import Foundation
import HostCore
import TestPlugins
import Testing

/// `sluice pack` and `sluice install` as commands; what they refuse is tested beside them.
@Suite("sluice pack, sluice install", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct PackageCommandTests {
    private let scene: Scene

    init() throws { scene = try Scene() }

    private func pack(_ version: String) throws -> String {
        let plugin = try scene.plugin("built-\(version).so", defines: ["VERSION=\"\(version)\""])
        let place = scene.folder.file("plugins/metered.so")
        try? FileManager.default.removeItem(at: place)
        try FileManager.default.moveItem(atPath: plugin, toPath: place.path)
        let made = try scene.run(["pack", "plugins/metered.so", "--json"])
        try #require(made.status == 0, "\(made.output)\(made.errors)")
        return try #require(JSONValue.parse(made.output)["path"]?.stringValue)
    }

    @Test("packed, installed, found by its id without --plugins, run, listed and removed")
    func whole() throws {
        let package = try pack("1.2.3")
        let done = try scene.run(["install", package])
        #expect(done.status == 0 && done.output.hasPrefix("installed metered 1.2.3: "), "\(done.output)\(done.errors)")
        #expect(done.output.contains(try scene.sum(scene.path("plugins/metered.so"))))
        try scene.folder.write(
            """
            sluice: 1
            streams: {cam: {uri: "test:?width=64&height=48"}}
            stages: {end: {use: metered, from: cam}}
            """, to: "g.yaml")
        let ran = try scene.run(["run", "g.yaml", "--frames", "5", "--no-control"])
        #expect(ran.status == 0, "\(ran.output)\(ran.errors)")
        let again = try scene.run(["install", package, "--json"])
        #expect(try JSONValue.parse(again.output)["done"] == "nothing")
        let listed = try scene.run(["install", "--list"])
        #expect(listed.status == 0 && listed.output.contains("metered") && listed.output.contains("fine"))
        let removed = try scene.run(["install", "--remove", "org.example.metered"])
        #expect(removed.status == 0 && removed.output.hasPrefix("removed metered 1.2.3"), "\(removed.errors)")
        #expect(try scene.run(["run", "g.yaml", "--frames", "5", "--no-control"]).status == 3)
    }

    @Test(
        "a wrong command line ends with 2, a package that is none with 1",
        arguments: [
            (["install"], 2, "takes one of"), (["install", "a", "--list"], 2, "takes one of"),
            (["install", "a", "--limit", "big"], 2, "whole number and its unit"),
            (["install", "a", "--sha256", "abc"], 2, "64 hexadecimal digits"),
            (["install", "absent.tar.zst"], 1, "cannot be read"),
            (["install", "--list", "--to", "absent"], 3, "not there"),
            (["install", "--remove", "x", "--to", "."], 3, "no package 'x'"),
            (["pack"], 2, "needs LIBRARY"), (["pack", "absent.so"], 3, "cannot be read"),
        ])
    func wrong(arguments: [String], status: Int32, text: String) throws {
        let result = try scene.run(arguments)
        #expect(result.status == status && result.errors.contains(text), "\(result.status) \(result.errors)")
    }

    @Test("a package that the disk has no room for is not there at all, and the reason is named")
    func noRoom() throws {
        _ = try pack("1.0.0")
        let pack = "'\(Sluice.program.path)' pack plugins/metered.so --docs noise -o small.tar.zst"
        let process = scene.process([])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "head -c 4000000 /dev/urandom > noise; ulimit -f 2048; exec \(pack)"]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1 && text.contains("small.tar.zst cannot be written: "), "\(text)")
        #expect(text.contains("File too large"), "\(text)")
        let left = try FileManager.default.contentsOfDirectory(atPath: scene.path("."))
        #expect(!left.contains { $0.contains("small") }, "\(left)")
    }

    private static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    @Test(
        "killed at any change of the file system, the old version or the new one is there, whole, and the next install works",
        .enabled(if: hasStrace, "there is no strace, which ends the program at a chosen system call"))
    func killed() throws {
        let (old, new) = (try pack("1.0.0"), try pack("2.0.0"))
        try #require(try scene.run(["install", old, "--to", "here"]).status == 0)
        var kills = 0
        for call in ["/^rename", "/^symlink", "fsync"] {
            for number in 1...12 {
                let result = try install(new, endingAt: call, number)
                let listed = try scene.run(["install", "--list", "--to", "here", "--json"])
                #expect(listed.status == 0, "\(call) \(number): \(listed.output)\(listed.errors)")
                let all = try JSONValue.parse(listed.output).arrayValue ?? []
                let version = all.first?["package"]?["version"]?.stringValue ?? "none"
                #expect(all.count == 1 && ["1.0.0", "2.0.0"].contains(version), "\(call) \(number): \(version)")
                let found = try scene.run(
                    ["plugins", "--json"], environment: ["SLUICE_PLUGIN_PATH": scene.path("here")])
                let libraries = try JSONValue.parse(found.output)["libraries"]?.arrayValue ?? []
                #expect(libraries.map { $0["version"]?.stringValue } == [version], "\(call) \(number): \(found.output)")
                if version == "2.0.0" {
                    try #require(try scene.run(["install", old, "--to", "here", "--force"]).status == 0)
                }
                if !result { break }
                kills += 1
            }
        }
        #expect(kills >= 8, "only \(kills) kills")
        #expect(try scene.run(["install", new, "--to", "here"]).status == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: scene.path("here/.packages/staging"))
        #expect(left.isEmpty)
    }

    /// Installs, and ends the program as it makes a call for the n-th time.
    /// - Returns: Whether it was ended.
    private func install(_ package: String, endingAt call: String, _ number: Int) throws -> Bool {
        let process = scene.process([])
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        process.arguments = [
            "-o", "/dev/null", "-e", "trace=\(call)", "-e", "inject=\(call):signal=SIGKILL:when=\(number)",
            Sluice.program.path, "install", package, "--to", "here",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal || process.terminationStatus == 137
    }
}
