import Foundation
import HostCore
import HostGraph
import Testing

@Suite("Files, includes, overrides and variables")
struct FileTests {
    private static let sound =
        "sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages: {s: {use: null-sink, from: door}}"

    @Test("a file that cannot be read is told in the words of the system")
    func unreadable() throws {
        let inputs = GraphInputs(files: SystemFileReader())
        func lines(_ path: String) -> [String] {
            Validation.of(path, inputs, catalogue: Catalogues.all).findings.map(\.description)
        }
        #expect(
            lines("/nowhere/g.yaml") == [
                "/nowhere/g.yaml: error: the file '/nowhere/g.yaml' cannot be read: No such file or directory; check the path and the permissions"
            ])
        #expect(
            lines("/tmp") == [
                "/tmp: error: the file '/tmp' cannot be read: it is a folder, not a file; check the path and the permissions"
            ])
        #expect(lines("/dev/zero").first?.contains("it has more than 1048576 bytes") == true)
        #expect(
            lines("/dev/null") == ["/dev/null:1:1: error: the file holds no YAML document; begin it with 'sluice: 1'"])
    }

    @Test("a pipe that nobody writes is an empty file, not a wait")
    func pipe() throws {
        let path = NSTemporaryDirectory() + "sluice-pipe-\(UUID().uuidString)"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let lines = Validation.of(path, GraphInputs(files: SystemFileReader()), catalogue: Catalogues.all).findings
        #expect(lines.map(\.code) == ["empty-file"])
    }

    @Test("a real file is read, and paths in it are seen from its folder")
    func real() throws {
        let folder = NSTemporaryDirectory() + "sluice-graph-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "".write(toFile: folder + "/a.mp4", atomically: true, encoding: .utf8)
        let text =
            "sluice: 1\nplugins: [mine]\nstreams: {a: {uri: file:a.mp4}, b: {uri: file:b.mp4}}\nstages: {s: {use: null-sink, from: streams}}"
        try text.write(toFile: folder + "/g.yaml", atomically: true, encoding: .utf8)
        let config = GraphConfig.load(folder + "/g.yaml", GraphInputs(files: SystemFileReader()))
        #expect(config.plugins.map(\.value) == [folder + "/mine"])
        #expect(
            config.findings.map(\.description) == [
                "\(folder)/g.yaml:3:42: error: the file '\(folder)/b.mp4' cannot be read: No such file or directory; check the path, which is relative to the file it is written in"
            ])
    }

    @Test("included files lie under the including one: its keys win, mappings merge, lists replace")
    func include() throws {
        let graph = try plan(
            """
            sluice: 1
            include: [a.yaml, sub/b.yaml]
            name: own
            stages:
              s: {queue: 3}
            """,
            files: [
                "a.yaml":
                    "name: a\nthreads: 2\nstreams: {door: {uri: \"rtsp://h/1\", camera: A}}\nstages: {s: {use: null-sink, from: door, queue: 9}}",
                "sub/b.yaml": "include: c.yaml\nname: b\nstreams: {door: {camera: B}}",
                "sub/c.yaml": "threads: 3\nstreams: {door: {camera: C, labels: {x: 1}}}",
            ])
        #expect(graph.name == "own")
        #expect(graph.threads == 3)
        #expect(graph.streams.first?.camera == "B")
        #expect(graph.streams.first?.labels == ["x": 1])
        #expect(graph.edges.first?.queue?.capacity == 3)
    }

    @Test("a mistake in an included file is told at its place there, one in the include where it is written")
    func includeFindings() {
        let lines = findings(
            "include: [a.yaml, sub/none.yaml, 5, [x]]\n" + Self.sound,
            files: ["a.yaml": "nme: x\nstages:\n  t: {use: null-sink, from: dor}"])
        #expect(
            lines == [
                "a.yaml:1:1: error: the graph has no key 'nme'; write 'name'",
                "a.yaml:3:29: error: there is no stream or stage 'dor'; write 'door'",
                "g.yaml:1:19: error: the file 'sub/none.yaml' cannot be read: No such file or directory; check the path and the permissions",
                "g.yaml:1:34: error: the file '5' cannot be read: No such file or directory; check the path and the permissions",
                "g.yaml:1:37: error: include: takes a path or a list of paths, not a list; write 'include: base.yaml'",
            ])
    }

    @Test("files that include one another are told with the loop")
    func includeCycle() {
        let lines = findings(
            "include: a/b.yaml\n" + Self.sound,
            files: ["a/b.yaml": "include: c.yaml", "a/c.yaml": "include: ../g.yaml"])
        #expect(
            lines == [
                "a/c.yaml:1:10: error: the files include one another: g.yaml → a/b.yaml → a/c.yaml → g.yaml; remove this include"
            ])
    }

    @Test("many small includes are bounded")
    func includeCount() {
        var files: [String: String] = [:]
        for number in 0..<100 { files["\(number).yaml"] = "name: x" }
        let list = (0..<100).map { "'\($0).yaml'" }.joined(separator: ", ")
        let lines = findings("include: [\(list)]\n" + Self.sound, files: files)
        #expect(lines.first?.contains("more than 64 files, or 16 deep, are included") == true)
    }

    @Test("overrides reach any depth and make what is not there")
    func overrides() throws {
        let graph = try plan(
            Self.sound,
            overrides: [
                "stages.s.queue.capacity=5", "stages.s.queue.policy=drop-newest", "name=by hand",
                "streams.yard={uri: \"rtsp://h/2\"}", "stages.s.from=[door, yard]", "streams.door.labels.n=7",
                "threads=3",
            ])
        #expect(graph.name == "by hand")
        #expect(graph.threads == 3)
        #expect(graph.edges.map { $0.queue?.capacity } == [5, 5])
        #expect(graph.edges.first?.queue?.policy == .dropNewest)
        #expect(graph.streams.map(\.name) == ["door", "yard"])
        #expect(graph.streams.first?.labels == ["n": 7])
    }

    @Test("null takes a key away, also one from an included file")
    func nothing() throws {
        let graph = try plan(
            "include: a.yaml\n" + Self.sound, files: ["a.yaml": "stages: {s: {queue: 3, instances: 2}}"],
            overrides: ["stages.s.queue=null", "stages.s.instances="])
        #expect(graph.edges.first?.queue?.capacity == 4)
        #expect(graph.nodes.first?.instances == 1)
    }

    @Test(
        "a wrong override is told at its own text",
        arguments: [
            ("x", "--set x: error: the override has no '='; write --set stages.NAME.with.KEY=VALUE"),
            (
                "a..b=1",
                "--set a..b=1: error: the path before '=' must be keys with one dot between them; write --set stages.NAME.with.KEY=VALUE"
            ),
            ("stages.s.usee=x", "--set stages.s.usee=x:1:10: error: stage 's' has no key 'usee'; write 'use'"),
            (
                "stages.s.from=dor",
                "--set stages.s.from=dor:1:15: error: there is no stream or stage 'dor'; write 'door'"
            ),
            (
                "stages.s.from=[door, dor]",
                "--set stages.s.from=[door, dor]:1:22: error: there is no stream or stage 'dor'; write 'door'"
            ),
            (
                "stages.s.from.x=1",
                "--set stages.s.from.x=1:1:15: error: 'x' would go into the text 'door', which stands at g.yaml:3:36; set the whole value instead"
            ),
            (
                "name=[x",
                "--set name=[x:2:1: error: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence that begins on line 1; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
        ])
    func wrongOverride(override: String, expected: String) {
        #expect(findings(Self.sound, overrides: [override]) == [expected])
    }

    @Test(
        "a wrong variable is told with the remedy",
        arguments: [
            ("${NO}", "the environment variable NO is not set; set it, or write a default: '${NO:-default}'"),
            ("${", "'${' has no '}' behind it; write '${NAME}', or '$$' for a dollar"),
            ("${1}", "'${1}' is not a variable; write '${NAME}' or '${NAME:-default}', or '$$' for a dollar"),
            ("${A:b}", "'${A:b}' is not a variable; write '${NAME}' or '${NAME:-default}', or '$$' for a dollar"),
            ("${}", "'${}' is not a variable; write '${NAME}' or '${NAME:-default}', or '$$' for a dollar"),
        ])
    func wrongVariable(text: String, expected: String) {
        #expect(findings("name: \"\(text)\"\n" + Self.sound) == ["g.yaml:1:7: error: \(expected)"])
    }

    @Test(
        "variables are replaced in one scalar, and never make new ones",
        arguments: [
            ("${A}", "one"), ("x${A}y${A}", "xoney" + "one"), ("$${A}", "${A}"), ("${B}", "${A}"), ("${EMPTY:-d}", "d"),
            ("${NO:-}", ""), ("${NO:-a b}", "a b"), ("$A $", "$A $"), ("${EMPTY}x", "x"), ("${YAML}", "[1, 2]"),
        ])
    func variable(text: String, expected: String) throws {
        let environment = ["A": "one", "B": "${A}", "EMPTY": "", "YAML": "[1, 2]"]
        let graph = try plan(
            "sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\", camera: '\(text)'}}\nstages: {s: {use: null-sink, from: door}}",
            environment: environment)
        #expect(graph.streams.first?.camera == expected)
    }
}
