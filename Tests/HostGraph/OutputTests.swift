import HostCore
import HostGraph
import Testing

@Suite("Explanations and schemas")
struct OutputTests {
    /// A graph with a worker, conversions, a view and a warning.
    private static let frontDoor = """
        sluice: 1
        name: front-door
        threads: 2
        streams:
          door: {uri: "rtsp://user:pass@h/1", camera: A100, give_up: 10m}
          spare: {uri: "test:", pace: max}
        stages:
          faces: {use: face-detector, from: door, with: {backend: onnx}}
          tracks: {use: tracker, from: faces}
          code: {use: encoder, from: tracks}
          gray: {use: gray-only, from: tracks, queue: {capacity: 2, policy: drop-newest}}
          save: {use: image-sink, from: tracks, isolation: process}
          end: {use: null-sink, from: code}
          rest: {use: null-sink, from: gray, instances: 2, on_error: stop}
        """

    @Test("an explanation shows tasks, queues, memory, conversions and warnings")
    func explanation() throws {
        let graph = try plan(Self.frontDoor)
        #expect(
            Explanation.text(graph) == """
                graph front-door (g.yaml)

                streams
                  door   rtsp://h/1  live, i420, camera A100, given up after 10m
                  spare  test:       not live, i420, pace max

                tasks: 4, 3 on shared threads (2), 1 on threads of their own
                  task 0
                    ▸ door → faces  i420  queue 4 drop-oldest, progress
                      faces              io.sluice.face-detector 1.0.0  backend: onnx
                      tracks             io.sluice.tracker 1.0.0
                      code               io.sluice.encoder 1.0.0
                      convert-1 (added)  io.sluice.convert 1.0.0
                      end                io.sluice.null-sink 1.0.0
                  task 1
                    ▸ tracks → gray  gray8 view  queue 2 drop-newest
                      gray  io.sluice.gray-only 1.0.0
                  task 2, own thread
                    ▸ convert-1 → save  rgb  queue 4 drop-oldest
                      save  io.sluice.image-sink 1.0.0  directory: /graphs/out, process 'save'
                  task 3
                    ▸ gray → rest  gray8  queue 4 drop-oldest
                      rest  io.sluice.null-sink 1.0.0  2 instances, on error stop

                workers
                  process 'save'
                    save  deadline 10s  no bound of memory  no bound of cpu  state every 1s  no grants  after 5 failures within 1m skip

                memory
                  door   34 frames  18 decoder + 10 queued + 4 in flight + 2 held
                  spare  4 frames   4 decoder + 0 queued + 0 in flight + 0 held

                conversions
                  convert-1  i420 → rgb  a copy, behind tracks   g.yaml:12:33
                  luma view  → gray8     no copy, tracks → gray  g.yaml:11:32

                copies
                  door → faces      pictures            none, where the decoder takes the host's memory; --probe looks
                  convert-1 → save  regions, no pixels  once into worker 'save'

                warnings
                  g.yaml:6:3: warning: no stage takes the stream 'spare'; write 'from: spare' in a stage, or remove it

                """)
    }

    @Test("an explanation shows who shares a worker, and what each stage there is allowed")
    func workers() throws {
        let graph = try plan(
            """
            sluice: 1
            streams: {door: {uri: "test:"}}
            stages:
              faces:
                use: face-detector
                from: door
                isolation:
                  process: vision
                  deadline: 5s
                  memory: 512MB
                  cpu: 150%
                  save_every: 250ms
                  grants: [network, devices]
                  on_crash: {after: 3, within: 30s, do: stop}
              tracks: {use: tracker, from: faces, isolation: {process: vision}}
              end: {use: null-sink, from: tracks}
            """)
        let text = Explanation.text(graph)
        #expect(
            text.contains(
                """
                workers
                  process 'vision'
                    faces   deadline 5s   memory 512MB        cpu 150%         state every 250ms  grants network, devices  after 3 failures within 30s stop
                    tracks  deadline 10s  no bound of memory  no bound of cpu  state every 1s     no grants                after 5 failures within 1m skip

                """), "\(text)")
        let alone = try plan("sluice: 1\nstreams: {a: {uri: \"test:\"}}\nstages: {end: {use: null-sink, from: a}}")
        #expect(!Explanation.text(alone).contains("workers"))
    }

    @Test("the schema knows all keys, all stages and their settings, and lets variables stand for numbers")
    func schema() throws {
        let schema = GraphSchema.document(Catalogues.all)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(
            schema["properties"]?.objectValue?.keys == [
                "sluice", "name", "include", "plugins", "allow_plugins", "threads", "streams", "stages",
            ])
        let stage = try #require(schema["$defs"]?["stage"])
        #expect(stage["properties"]?["from"]?["$ref"] == "#/$defs/from")
        let uses = stage["properties"]?["use"]?["anyOf"]?[0]?["enum"] ?? stage["properties"]?["use"]?["enum"]
        #expect(uses?.arrayValue?.contains("tracker") == true)
        #expect(uses?.arrayValue?.contains("io.sluice.tracker@1") == true)
        let rule = try #require(
            stage["allOf"]?.arrayValue?.first { $0["if"]?["properties"]?["use"]?["enum"]?[0] == "face-detector" })
        let settings = try #require(rule["then"]?["properties"]?["with"])
        #expect(settings["additionalProperties"] == false)
        #expect(settings["properties"]?["threshold"]?["anyOf"]?[0] == ["type": "number", "minimum": 0, "maximum": 1])
        #expect(settings["properties"]?["threshold"]?["anyOf"]?[1] == ["$ref": "#/$defs/variable"])
        #expect(settings["properties"]?["threshold"]?["default"] == 0.5)
        #expect(settings["properties"]?["threshold"]?["description"] == "Score.")
        #expect(try JSONValue.parse(schema.prettyText) == schema)
    }

    @Test("a name that is ambiguous is not offered")
    func ambiguous() throws {
        var catalogue = Catalogues.all
        let manifest = try StageManifest(
            json: .parse(#"{"id":"org.other.tracker","version":"2.0.0","inputs":[],"outputs":[]}"#))
        catalogue.add(.init(manifest: manifest, library: "/plugins/other.so"))
        let text = GraphSchema.document(catalogue).text
        #expect(!text.contains("\"tracker\""))
        #expect(
            text.contains("\"tracker@2\"") && text.contains("\"org.other.tracker\"") && text.contains("\"tracker@1\""))
        let lines = findings(
            "sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages: {t: {use: tracker, from: door}}",
            catalogue: catalogue)
        #expect(
            lines == [
                "g.yaml:3:19: error: 'tracker' is in '/plugins/tracker.so' and '/plugins/other.so'; write the full id: io.sluice.tracker or org.other.tracker"
            ])
    }

    @Test("a stage whose library could not be loaded is told with the reason")
    func failed() {
        var catalogue = Catalogues.without("tracker")
        catalogue.add(
            .init(library: "/plugins/tracker.so", reason: "needs libdlib.so.19, which is not there; install it"))
        let lines = findings(
            "sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages: {t: {use: tracker, from: door}}",
            catalogue: catalogue)
        #expect(
            lines == [
                "g.yaml:3:19: error: the stage 'tracker' is in '/plugins/tracker.so', which needs libdlib.so.19, which is not there; install it"
            ])
    }
}
