import CYAML
import Foundation
import HostCore
import HostGraph
import Testing

@Suite("YAML")
struct YAMLTests {
    @Test(
        "what graph files do without, and what libyaml refuses, is told at its place",
        arguments: [
            (
                "a: 1\na: 2",
                "2:1: error: the key 'a' stands here for the second time, first on line 1; remove or rename one of the two"
            ),
            (
                "a: 1\n\"a\": 2",
                "2:1: error: the key 'a' stands here for the second time, first on line 1; remove or rename one of the two"
            ),
            (
                "a: !!str 1",
                "1:4: error: graph files take no YAML tags such as tag:yaml.org,2002:str; remove the tag; quotes make a text of a number"
            ),
            (
                "a: !x {b: 1}",
                "1:4: error: graph files take no YAML tags such as !x; remove the tag; quotes make a text of a number"
            ),
            (
                "a: &x {b: 1}\nc:\n  <<: *x",
                "3:3: error: graph files take no merge key <<; write the keys out, or put what is shared in a file and name it under include:"
            ),
            ("a: *b", "1:4: error: no &b comes before *b; put &b before the value"),
            ("a: &door 1\nb: *dor", "2:4: error: no &dor comes before *dor; write '*door'"),
            ("a: &x [*x]", "1:8: error: *x stands inside what &x names; write it out"),
            ("{a: 1}: 2", "1:1: error: a key must be a word, and here it is a mapping; write 'name: value'"),
            ("? [a]\n: 1", "1:3: error: a key must be a word, and here it is a list; write 'name: value'"),
            (
                "a: 1\n---\nb: 2",
                "2:1: error: a graph file is one YAML document, and here a second begins; remove the line '---', or move what follows to a file of its own and name it under include:"
            ),
            (
                "a: [1",
                "2:1: error: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence that begins on line 1; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
            (
                "a:\n\tb: 1",
                "2:1: error: this is not YAML: found character that cannot start any token while scanning for the next token; indent with spaces: YAML takes no tabs there"
            ),
            (
                "a: b: c",
                "1:5: error: this is not YAML: mapping values are not allowed in this context; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
            (
                "a: 'b",
                "1:6: error: this is not YAML: found unexpected end of stream while scanning a quoted scalar; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
            (
                "a: @b",
                "1:4: error: this is not YAML: found character that cannot start any token while scanning for the next token; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
            (
                "%YAML 2.0\n---\na: 1",
                "1:1: error: this is not YAML: found incompatible YAML document; check the indentation, the colons, quotes and brackets there and on the line before"
            ),
        ])
    func refused(text: String, expected: String) {
        let lines = findings("x-\(text)".replacing("x-", with: "")).filter { !$0.contains("the graph") }
        #expect(lines.contains("g.yaml:\(expected)"), "\(lines)")
    }

    @Test("bytes that are not text are told at their place")
    func bytes() {
        let files = BytesFile(bytes: Array("sluice: 1\nname: é ".utf8) + [0xFF, 0x0A])
        let lines = Validation.of("g.yaml", GraphInputs(files: files), catalogue: Catalogues.all).findings
        #expect(
            lines.map(\.description) == [
                "g.yaml:2:9: error: this is not YAML: invalid leading UTF-8 octet; save the file as UTF-8 text without control characters"
            ])
    }

    @Test("depth is refused before it costs anything", arguments: ["[", "{a: ", "- ", "[[{x: [", "? "])
    func depth(opening: String) {
        let text = String(repeating: opening, count: min(200_000, 1_000_000 / opening.count))
        let lines = findings(text)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("more than 64 deep") == true, "\(lines)")
    }

    @Test("200,000 brackets over many lines are refused as well")
    func depthOverLines() {
        let lines = findings("a:\n" + String(repeating: " [\n", count: 200_000))
        #expect(
            lines.first?.contains("g.yaml:65:2: error: lists and mappings lie more than 64 deep in one another") == true
        )
    }

    @Test("64 levels are read, 65 are not, also when an alias makes the last ones")
    func depthLimit() {
        func nested(_ depth: Int, _ inner: String = "1") -> String {
            String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
        }
        #expect(!findings("a: \(nested(63))").contains { $0.contains("deep") })
        #expect(findings("a: \(nested(64))").contains { $0.contains("deep") })
        #expect(!findings("a: &x \(nested(30))\nb: \(nested(33, "*x"))").contains { $0.contains("deep") })
        #expect(findings("a: &x \(nested(30))\nb: \(nested(34, "*x"))").contains { $0.contains("deep") })
    }

    @Test("aliases that grow a thousandfold are refused before they grow")
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let list = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(list)]\n"
        }
        let lines = findings(text)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("more than 100000 values, aliases expanded") == true)
    }

    @Test("many values without aliases are bounded too, and so is the size of a file")
    func size() {
        let many = findings("a: [" + Array(repeating: "1", count: 100_001).joined(separator: ",") + "]")
        #expect(many.first?.contains("more than 100000 values") == true)
        let long = findings("a: " + String(repeating: "x", count: 1 << 20))
        #expect(
            long == [
                "g.yaml: error: the file 'g.yaml' cannot be read: it has more than 1048576 bytes; check the path and the permissions"
            ])
    }

    @Test(
        "plain words mean what the core schema of YAML 1.2 says",
        arguments: [
            ("yes", "\"yes\""), ("on", "\"on\""), ("True", "true"), ("~", "null"), ("Null", "null"), ("", "null"),
            ("0x1F", "31"), ("0o17", "15"), ("017", "17"), ("+7", "7"), ("-0", "0"), ("1e3", "1000"),
            ("1_000", "\"1_000\""),
            (".5", "0.5"), ("5.", "5"), ("1.e2", "100"), ("-.5e-1", "-0.05"), (".", "\".\""), ("e3", "\"e3\""),
            ("12:30", "\"12:30\""), ("'7'", "\"7\""), ("\"true\"", "\"true\""), ("0x", "\"0x\""), ("0x-1", "\"0x-1\""),
            ("9223372036854775808", "9.223372036854776e+18"), ("1e999", "\"1e999\""), (".inf", "\".inf\""),
            ("2001-12-14", "\"2001-12-14\""), ("|\n        a\n        b", "\"a\\nb\\n\""),
            ("\"\\u00e9\\0\"", "\"é\\u0000\""),
        ])
    func core(text: String, expected: String) throws {
        let graph = try plan(
            """
            sluice: 1
            streams:
              door:
                uri: "rtsp://h/1"
                labels:
                  a: \(text)
            stages: {s: {use: null-sink, from: door}}
            """)
        #expect(graph.streams.first?.labels["a"]?.text == expected)
    }

    @Test("anchors repeat a value, and findings in it point at where it is written")
    func anchors() throws {
        let text = """
            sluice: 1
            streams: {door: {uri: "rtsp://h/1"}}
            stages:
              a: {use: face-detector, from: door, with: &w {backend: onnx}}
              b: {use: face-detector, from: a, with: *w}
              n: {use: null-sink, from: b}
            """
        #expect(try plan(text).node(named: "b")?.configuration["backend"] == "onnx")
        #expect(
            findings(text.replacing("onnx", with: "onx")) == [
                "g.yaml:4:58: error: 'backend' of stage 'a' must be one of hog, onnx, not the text 'onx'; write 'onnx'",
                "g.yaml:4:58: error: 'backend' of stage 'b' must be one of hog, onnx, not the text 'onx'; write 'onnx'",
            ])
    }
}

/// One file of any bytes.
private struct BytesFile: FileReader {
    let workingFolder = "/"
    let bytes: [UInt8]
    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] { bytes }
    func check(_ path: String) throws(FileFailure) {}
}
