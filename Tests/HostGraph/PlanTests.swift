import HostCore
import HostGraph
import Testing

@Suite("Plans")
struct PlanTests {
    private func graph(_ stages: String, streams: String = "door: {uri: \"rtsp://h/1\"}") throws -> ValidatedGraph {
        let result = try plan("sluice: 1\nstreams:\n  \(streams)\nstages:\n  \(stages)")
        PlanChecks.check(result, stages)
        return result
    }

    @Test("the main job is one task behind the stream, and a thread for the sink that waits")
    func mainJob() throws {
        let graph = try plan(
            """
            sluice: 1
            name: front-door
            streams:
              door: {uri: "rtsp://camera.local/stream1", camera: A100}
            stages:
              faces:  {use: face-detector, from: door, with: {backend: hog}}
              tracks: {use: tracker, from: faces}
              crops:  {use: cropper, from: tracks, with: {width: 60}}
              save:   {use: image-sink, from: crops, with: {directory: out}}
            """)
        #expect(graph.name == "front-door")
        #expect(graph.streams.map(\.isLive) == [true])
        #expect(graph.streams.first?.camera == "A100")
        #expect(graph.nodes.map(\.name) == ["faces", "tracks", "crops", "save"])
        #expect(graph.tasks.map(\.nodes) == [[0, 1, 2], [3]])
        #expect(graph.tasks.map(\.ownThread) == [false, true])
        #expect(graph.tasks.map(\.queues) == [[0], [3]])
        #expect(graph.edges.map(\.fused) == [false, true, true, false])
        #expect(graph.edges.map { $0.queue?.policy } == [.dropOldest, nil, nil, .dropOldest])
        #expect(graph.edges.map { $0.queue?.capacity } == [4, nil, nil, 4])
        #expect(graph.edges.map(\.needsProgress) == [true, true, false, false])
        #expect(graph.edges.map(\.format.description) == ["i420", "i420", "i420", "rgb"])
        #expect(graph.node(named: "save")?.configuration == ["directory": "/graphs/out"])
        #expect(graph.warnings.isEmpty)
    }

    @Test("a file blocks, a live source drops the oldest, and both may say otherwise")
    func policies() throws {
        let plan = try graph(
            """
            a: {use: null-sink, from: clip}
              b: {use: null-sink, from: door}
              c: {use: null-sink, from: door, queue: drop-newest}
              d: {use: null-sink, from: clip, queue: {capacity: 3, policy: deadline, deadline: 1.5s}}
            """, streams: "door: {uri: \"rtsp://h/1\"}\n  clip: {uri: \"file:a.mp4\"}")
        #expect(plan.edges.map { $0.queue?.policy } == [.block, .dropOldest, .dropNewest, .deadline(ms: 1500)])
        #expect(plan.edges.map { $0.queue?.capacity } == [8, 4, 4, 3])
        #expect(plan.edges.map(\.isLive) == [false, true, true, false])
    }

    @Test("different streams merge into one port, and the task has a queue for each")
    func merge() throws {
        let plan = try graph(
            "s: {use: tracker, from: [door, yard]}\n  n: {use: null-sink, from: s}",
            streams: "door: {uri: \"rtsp://h/1\"}\n  yard: {uri: \"file:y.mp4\"}")
        #expect(plan.edges.map(\.from) == [.stream(0), .stream(1), .node(0, port: 0)])
        #expect(plan.edges.map(\.streams) == [[0], [1], [0, 1]])
        #expect(plan.tasks.map(\.queues) == [[0, 1]])
        #expect(plan.edges.last?.isLive == true)
    }

    @Test("a join of branches in one task is fused, and unites them")
    func join() throws {
        let plan = try graph(
            """
            a: {use: face-detector, from: door}
              b: {use: tracker, from: a}
              c: {use: tracker, from: a}
              n: {use: null-sink, from: {join: [b, c], wait: 200ms}}
            """)
        #expect(plan.nodes.map(\.name) == ["a", "b", "c", "n-join", "n"])
        let join = try #require(plan.node(named: "n-join"))
        guard case .join(let facts) = join.kind else {
            Issue.record("n-join is no join")
            return
        }
        #expect(facts.sync == .lineage && facts.unites && facts.branches == 2 && facts.wait_ns == 200_000_000)
        #expect(join.isInserted && join.manifest == nil)
        #expect(plan.tasks.count == 1)
        #expect(plan.edges.map(\.needsProgress) == [true, true, true, true, true, false])
    }

    @Test("named ports are paired by a join with an output for each, unless they are not to be paired")
    func namedPorts() throws {
        let paired = try graph(
            "a: {use: tracker, from: door}\n  o: {use: overlay, from: {regions: a, frames: door}, sync: time, within: 20ms}\n  n: {use: null-sink, from: o}"
        )
        #expect(paired.nodes.map(\.name) == ["a", "o-join", "o", "n"])
        guard case .join(let facts) = paired.nodes[1].kind else {
            Issue.record("o-join is no join")
            return
        }
        #expect(facts.sync == .time && facts.within_ns == 20_000_000 && !facts.unites)
        #expect(paired.edges(into: 2).map(\.from) == [.node(1, port: 1), .node(1, port: 0)])
        #expect(paired.edges(into: 2).map(\.port) == [0, 1])

        let free = try graph(
            "a: {use: tracker, from: yard}\n  o: {use: overlay, from: {frames: door, regions: a}, sync: none}\n  n: {use: null-sink, from: o}",
            streams: "door: {uri: \"rtsp://h/1\"}\n  yard: {uri: \"rtsp://h/2\"}")
        #expect(free.nodes.map(\.name) == ["a", "o", "n"])
        #expect(free.edges(into: 1).map(\.from) == [.stream(0), .node(0, port: 0)])
    }

    @Test("the short branch of a join gets room for what the long one holds back")
    func widened() throws {
        let plan = try graph(
            """
            a: {use: face-detector, from: clip}
              b: {use: tracker, from: a, queue: 16}
              n: {use: null-sink, from: {join: [a, b]}}
            """, streams: "clip: {uri: \"file:a.mp4\"}")
        let into = plan.edges(into: plan.node(named: "n-join")?.index ?? 0)
        // The long way is a queue of 16, the tracker, the two frames it holds, and its own queue of 8.
        #expect(into.map { $0.queue?.capacity } == [27, 8])
        #expect(into.map { $0.queue?.widenedBy } == [19, 0])
    }

    @Test("an explicit queue, instances, fuse: false, isolation, threads: own and waiting each make a task")
    func tasks() throws {
        let plan = try graph(
            """
            a: {use: face-detector, from: door}
              b: {use: passthrough, from: a, queue: 2}
              c: {use: passthrough, from: b, instances: 3}
              d: {use: passthrough, from: c, fuse: false}
              e: {use: passthrough, from: d, isolation: process}
              f: {use: passthrough, from: e, threads: own}
              g: {use: uploader, from: f}
              h: {use: passthrough, from: g}
              i: {use: passthrough, from: h}
              j: {use: uploader, from: i, threads: shared}
              n: {use: null-sink, from: j}
            """)
        #expect(plan.tasks.map(\.nodes) == [[0], [1], [2], [3], [4], [5], [6], [7, 8, 9, 10]])
        #expect(plan.tasks.map(\.ownThread) == [false, false, false, false, true, true, true, false])
        #expect(plan.nodes[2].instances == 3)
        #expect(plan.edges(into: 2).first?.queue?.capacity == 6)
        #expect(plan.nodes[4].isolation == .process(group: "e"))
    }

    @Test("an isolated stage begins a task, and what follows it in the host runs there")
    func afterIsolated() throws {
        let plan = try graph(
            """
            a: {use: passthrough, from: door}
              b: {use: passthrough, from: a, isolation: process}
              c: {use: passthrough, from: b}
              d: {use: passthrough, from: c, isolation: process}
              n: {use: null-sink, from: d, queue: 3}
            """)
        #expect(plan.tasks.map(\.nodes) == [[0], [1, 2], [3], [4]])
        #expect(plan.tasks.map(\.ownThread) == [false, true, true, false])
        #expect(plan.edges(into: 2).first?.queue == nil)
    }

    @Test("a declared cost keeps two heavy neighbours apart")
    func costs() throws {
        var catalogue = Catalogues.all
        for name in ["heavy", "light"] {
            let manifest = try StageManifest(
                json: .parse(
                    """
                    {"id":"x.\(name)","version":"1.0.0","inputs":[{"name":"in","kind":"any"}],
                    "outputs":[{"name":"out","kind":"same","as":"in","optional":true}],"cost_us":\(name == "heavy" ? 5000 : 20)}
                    """))
            catalogue.add(.init(manifest: manifest, library: "/p/\(name).so"))
        }
        let graph = try plan(
            """
            sluice: 1
            streams: {door: {uri: "rtsp://h/1"}}
            stages:
              a: {use: light, from: door}
              b: {use: heavy, from: a}
              c: {use: light, from: b}
              d: {use: heavy, from: c}
              e: {use: light, from: d}
            """, catalogue: catalogue)
        #expect(graph.tasks.map(\.nodes) == [[0, 1, 2], [3, 4]])
    }

    @Test("a host without workers refuses isolation: process, and takes isolation: none")
    func noWorkers() {
        let yaml = """
            sluice: 1
            streams: {door: {uri: "test:"}}
            stages:
              a: {use: tracker, from: door, isolation: none}
              s: {use: image-sink, from: a, isolation: process, group: sinks}
            """
        #expect(
            check(yaml, hasWorkers: false).findings.map(\.description) == [
                "g.yaml:5:44: error: the stage 's' asks for a worker process, and the program sluice-worker is not beside sluice; install Sluice again, or remove 'isolation: process' and know that a crash of the stage ends the run"
            ])
        #expect(check(yaml, hasWorkers: true).graph != nil)
    }

    @Test("isolation as a mapping says what the worker is allowed, and what follows")
    func isolationMapping() throws {
        let plan = try graph(
            """
            a:
                use: tracker
                from: door
                isolation:
                  process: vision
                  deadline: 5s
                  memory: 512MB
                  save_every: 2s
                  grants: [network]
                  on_crash: {after: 3, within: 30s, do: replace, by: {use: passthrough}}
              b: {use: tracker, from: a, isolation: {on_crash: stop}}
              n: {use: null-sink, from: b}
            """)
        #expect(plan.nodes[0].isolation == .process(group: "vision"))
        #expect(plan.nodes[1].isolation == .process(group: "b"))
        let limits = plan.nodes[0].limits
        #expect(limits.deadline_ns == 5_000_000_000 && limits.memory_bytes == 512 << 20)
        #expect(limits.saveEvery_ns == 2_000_000_000 && limits.grants == ["network"])
        #expect(limits.after == 3 && limits.within_ns == 30_000_000_000)
        guard case .replace(let entry, _) = limits.last else {
            Issue.record("\(limits.last)")
            return
        }
        #expect(entry.manifest.shortName == "passthrough")
        #expect(plan.nodes[1].limits.last == .stop)
    }

    @Test("groups of isolation: the node, a name, the library")
    func isolation() throws {
        let plan = try graph(
            """
            a: {use: tracker, from: door, isolation: process, group: trackers}
              b: {use: tracker, from: a, isolation: process, group: library}
              c: {use: tracker, from: b, isolation: none}
              n: {use: null-sink, from: c}
            """)
        #expect(
            plan.nodes.map(\.isolation) == [
                .process(group: "trackers"), .process(group: "library tracker.so"), .none, .none,
            ])
    }

    @Test("for_each makes one for each stream, pairs with its own, and merges where it ends")
    func forEach() throws {
        let plan = try graph(
            """
            faces: {use: face-detector, for_each: streams}
              tracks: {use: tracker, from: faces, for_each: streams}
              marks: {use: overlay, from: {frames: streams, regions: tracks}, for_each: streams}
              save: {use: null-sink, from: marks}
            """, streams: "door: {uri: \"rtsp://h/1\"}\n  yard: {uri: \"rtsp://h/2\"}")
        #expect(
            plan.nodes.map(\.name) == [
                "faces[door]", "faces[yard]", "tracks[door]", "tracks[yard]", "marks-join[door]", "marks[door]",
                "marks-join[yard]", "marks[yard]", "save",
            ])
        let tracks = try #require(plan.node(named: "tracks[yard]"))
        #expect(plan.edges(into: tracks.index).map(\.from) == [.node(1, port: 0)])
        #expect(plan.edges(into: 8).map(\.streams) == [[0], [1]])
        #expect(tracks.stageName == "tracks")
    }

    @Test("a source stage begins a stream of its own on a thread of its own")
    func sourceStage() throws {
        let plan = try graph("g: {use: generator}\n  n: {use: null-sink, from: [g, door]}")
        #expect(plan.tasks.map(\.ownThread) == [true, false])
        #expect(plan.edges.map(\.streams) == [[], [0]])
        #expect(plan.edges.first?.queue?.policy == .block)
    }

    @Test("memory is counted from decoder, queues, work and holds")
    func pools() throws {
        let plan = try graph(
            "t: {use: tracker, from: door}\n  c: {use: cropper, from: t, with: {width: 8}, queue: 6, instances: 2}\n  n: {use: null-sink, from: c}"
        )
        let pool = try #require(plan.pools.first)
        #expect(pool.decoder == 18)
        #expect(pool.queued == 4 + 6)
        #expect(pool.inFlight == 1 + 2)
        #expect(pool.held == 2)
        #expect(pool.total == 33)
    }
}
