import HostCore
import HostGraph
import Testing

@Suite("Settings against a stage's schema")
struct SettingsTests {
    private func graph(_ settings: String) -> String {
        """
        sluice: 1
        streams: {door: {uri: "rtsp://h/1"}}
        stages:
          faces: {use: face-detector, from: door, with: \(settings)}
          n: {use: null-sink, from: faces}
        """
    }

    @Test(
        "a value that does not fit is told with what fits",
        arguments: [
            (
                "{backend: hogg}", "4:59",
                "'backend' of stage 'faces' must be one of hog, onnx, not the text 'hogg'; write 'hog'"
            ),
            (
                "{threshold: 1.5}", "4:61",
                "'threshold' of stage 'faces' must be a number from 0 to 1, not the number 1.5; leave it out for the default, 0.5"
            ),
            (
                "{threshold: high}", "4:61",
                "'threshold' of stage 'faces' must be a number from 0 to 1, not the text 'high'; leave it out for the default, 0.5"
            ),
            (
                "{threshold: \"0.5\"}", "4:61",
                "'threshold' of stage 'faces' must be a number from 0 to 1, not the text '0.5'; remove the quotes"
            ),
            (
                "{threshold: \"${T:-1.5}\"}", "4:61",
                "'threshold' of stage 'faces' must be a number from 0 to 1, not the number 1.5; leave it out for the default, 0.5"
            ),
            (
                "{threshold: .nan}", "4:61",
                "'threshold' of stage 'faces' must be a number from 0 to 1, not the text '.nan'; leave it out for the default, 0.5"
            ),
            ("{model: 5}", "4:57", "'model' of stage 'faces' must be text, not the number 5; put it in quotes: \"5\""),
            (
                "{model: missing.onnx}", "4:57",
                "'model' of stage 'faces' names '/graphs/missing.onnx', which cannot be read: No such file or directory; check the path, which is relative to the file it is written in"
            ),
            (
                "{sizes: 5}", "4:57",
                "'sizes' of stage 'faces' must be a list, each entry a whole number from 1, not the number 5; write it as a list: [5]"
            ),
            ("{sizes: [1, 0]}", "4:61", "'sizes[1]' of stage 'faces' must be a whole number from 1, not the number 0"),
            ("{sizes: [1.5]}", "4:58", "'sizes[0]' of stage 'faces' must be a whole number from 1, not the number 1.5"),
            ("{weights: {c: 1}}", "4:60", "'weights' of stage 'faces' has no setting 'c'; write 'a'"),
            (
                "{weights: {a: x}}", "4:63",
                "'weights.a' of stage 'faces' must be a number, not the text 'x'; leave it out for the default, 0.25"
            ),
            (
                "{weights: 3}", "4:59",
                "'weights' of stage 'faces' must be a mapping, not the number 3; leave it out for the default, {\"a\":0.25,\"b\":0.75}"
            ),
            ("{treshold: 0.1}", "4:50", "stage 'faces' has no setting 'treshold'; write 'threshold'"),
            ("{key: [hush]}", "4:55", "'key' of stage 'faces' must be text, not a list"),
            ("{key: 1234}", "4:55", "'key' of stage 'faces' must be text, not what is written"),
            ("[]", "4:49", "with: of stage 'faces' must be a mapping, not a list; write 'with: {KEY: VALUE}'"),
        ])
    func refused(settings: String, place: String, text: String) {
        #expect(findings(graph(settings)) == ["g.yaml:\(place): error: \(text)"])
    }

    @Test("a missing key that has no default is told")
    func required() {
        let lines = findings(
            """
            sluice: 1
            streams: {door: {uri: "rtsp://h/1"}}
            stages:
              crops: {use: cropper, from: door, with: {}}
              more: {use: cropper, from: crops}
              n: {use: null-sink, from: more}
            """)
        #expect(
            lines == [
                "g.yaml:4:43: error: stage 'crops' needs the setting 'width'; write 'width: …', a whole number from 1 to 4096",
                "g.yaml:5:3: error: stage 'more' needs the setting 'width'; write 'width: …', a whole number from 1 to 4096",
            ])
    }

    @Test(
        "what is left out comes from the defaults, at every level, in the order of the schema",
        arguments: [
            (
                "{}",
                #"{"backend":"hog","model":null,"threshold":0.5,"sizes":[20],"weights":{"a":0.25,"b":0.75},"key":""}"#
            ),
            (
                "{weights: {b: 1}, model: ~}",
                #"{"backend":"hog","model":null,"threshold":0.5,"sizes":[20],"weights":{"a":0.25,"b":1},"key":""}"#
            ),
            (
                "{threshold: 1, model: m.onnx, sizes: [3, 0x10]}",
                #"{"backend":"hog","model":"/graphs/m.onnx","threshold":1,"sizes":[3,16],"weights":{"a":0.25,"b":0.75},"key":""}"#
            ),
            (
                "{sizes: [2.0], threshold: 5e-1}",
                #"{"backend":"hog","model":null,"threshold":0.5,"sizes":[2],"weights":{"a":0.25,"b":0.75},"key":""}"#
            ),
        ])
    func defaults(settings: String, expected: String) throws {
        #expect(try plan(graph(settings)).node(named: "faces")?.configuration.text == expected)
    }

    @Test("a value from a variable is typed by the schema, and a dollar is written twice")
    func variables() throws {
        let environment = ["T": "0.25", "K": "1234", "S": "7"]
        let graph = try plan(
            graph(#"{threshold: "${T}", key: "${K}", sizes: ["${S}", "${X:-9}"], model: "a$$b${E:-}.onnx"}"#),
            environment: environment)
        let configuration = try #require(graph.node(named: "faces")?.configuration)
        #expect(configuration["threshold"] == 0.25)
        #expect(configuration["key"] == "1234")
        #expect(configuration["sizes"] == [7, 9])
        #expect(configuration["model"] == "/graphs/a$b.onnx")
    }

    @Test("secrets are in the configuration, and neither in drawing, explanation nor shown configuration")
    func secrets() throws {
        let graph = try plan(graph("{key: hush-hush}"))
        let node = try #require(graph.node(named: "faces"))
        #expect(node.configuration["key"] == "hush-hush")
        #expect(node.shownConfiguration["key"] == nil)
        #expect(!GraphDrawing.svg(graph).contains("hush-hush"))
        #expect(!Explanation.text(graph).contains("hush-hush"))
    }

    @Test("a path is seen from the file in which it is written")
    func paths() throws {
        let graph = try plan(
            """
            sluice: 1
            include: base/sinks.yaml
            streams: {door: {uri: "rtsp://h/1"}}
            stages:
              a: {use: image-sink, from: door, with: {directory: here}}
              b: {from: door}
            """,
            files: [
                "base/sinks.yaml":
                    "stages: {b: {use: image-sink, with: {directory: there}}, c: {use: image-sink, from: door}}"
            ],
            overrides: ["stages.a.with.directory=now"])
        #expect(graph.node(named: "a")?.configuration["directory"] == "/graphs/now")
        #expect(graph.node(named: "b")?.configuration["directory"] == "/graphs/base/there")
        #expect(graph.node(named: "c")?.configuration["directory"] == "/graphs/base/out")
    }
}
