import HostCore
import HostGraph
import Testing

@Suite("Findings about the grammar")
struct GrammarFindingTests {
    @Test("each mistake is told with its place and its remedy", arguments: cases)
    func finding(_ example: Example) {
        #expect(findings(example.yaml, environment: example.environment) == example.expected)
    }

    private static let tail = "\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages: {s: {use: null-sink, from: door}}"

    private static let cases: [Example] = [
        .init(
            "sluce: 1" + tail,
            "g.yaml:1:1: error: the graph has no key 'sluce'; write 'sluice'",
            "g.yaml:1:1: error: the graph does not say which grammar it is written in; write 'sluice: 1' on the first line"
        ),
        .init(
            "sluice: 2" + tail,
            "g.yaml:1:9: error: this host reads graphs of grammar 1, and this is the number 2; write 'sluice: 1', or use a newer host"
        ),
        .init(
            "sluice: 1\nname: 7" + tail,
            "g.yaml:2:7: error: name: of the graph must be text, not the number 7; put it in quotes: \"7\""),
        .init(
            "sluice: 1\nthreads: 0" + tail,
            "g.yaml:2:10: error: threads: of the graph must be a whole number from 1 to 1024, not the number 0; write 'threads: 1' or more"
        ),
        .init(
            "sluice: 1\nstages: []",
            "g.yaml:2:9: error: stages: must be a mapping of names, not a list; write each as 'NAME: {…}' under it"),
        .init(
            "sluice: 1\nstages: {}",
            "g.yaml:2:1: error: the graph has no stages; write them under 'stages:', each 'NAME: {use: STAGE, from: STREAM}'"
        ),
        .init("- 1", "g.yaml:1:1: error: a graph file is a mapping, and this is a list; begin it with 'sluice: 1'"),
        .init("", "g.yaml:1:1: error: the file holds no YAML document; begin it with 'sluice: 1'"),
        stage(
            "9s: {use: null-sink, from: door}",
            "g.yaml:4:3: error: '9s' cannot be the name of a stage; begin it with a letter and use only letters, digits, _ and -"
        ),
        stage(
            "streams: {use: null-sink, from: door}",
            "g.yaml:4:3: error: 'streams' cannot be the name of a stage: 'from: streams' means all streams; choose another name"
        ),
        stage(
            "door: {use: null-sink, from: door}",
            "g.yaml:4:3: error: the stage 'door' has the name of the stream on line 2; rename one of the two"),
        stage(
            "s: {from: door}",
            "g.yaml:4:3: error: the stage 's' does not say which stage it uses; write 'use: STAGE'; 'sluice plugins' lists them"
        ),
        stage(
            "s: {use: null-sink, form: door}",
            "g.yaml:4:3: error: the stage 's' takes anything and gets nothing; write 'from: NAME' of a stream or stage",
            "g.yaml:4:23: error: stage 's' has no key 'form'; write 'from'"),
        stage(
            "s: 5",
            "g.yaml:4:3: error: the stage 's' does not say which stage it uses; write 'use: STAGE'; 'sluice plugins' lists them",
            "g.yaml:4:6: error: stage 's' must be a mapping, not the number 5; write keys under it, such as 'use: …'"),
        stage(
            "s: {use: null-sink, from: door, on_error: skipp}",
            "g.yaml:4:45: error: on_error: of stage 's' must be one of skip, stop, restart, not the text 'skipp'; write 'skip'"
        ),
        stage(
            "s: {use: null-sink, from: door, fuse: no}",
            "g.yaml:4:41: error: fuse: of stage 's' must be true or false, not the text 'no'; write 'fuse: true' or 'fuse: false'"
        ),
        stage(
            "s: {use: null-sink, from: door, instances: 0}",
            "g.yaml:4:46: error: instances: of stage 's' must be a whole number from 1 to 256, not the number 0; write 'instances: 1' or more"
        ),
        stage(
            "s: {use: null-sink, from: door, group: g}",
            "g.yaml:4:42: error: group: of stage 's' means nothing without a worker process; write 'isolation: process' beside it, or remove it"
        ),
        stage(
            "s: {use: null-sink, from: door, queue: dropp-oldest}",
            "g.yaml:4:42: error: queue: of stage 's' must be one of block, drop-oldest, drop-newest, not the text 'dropp-oldest'; write 'drop-oldest'"
        ),
        stage(
            "s: {use: null-sink, from: door, queue: {size: 4}}",
            "g.yaml:4:43: error: queue: of stage 's' has no key 'size'; write one of capacity, policy, deadline"),
        stage(
            "s: {use: null-sink, from: door, queue: {policy: deadline}}",
            "g.yaml:4:51: error: the policy 'deadline' of stage 's' needs a time; write 'deadline: 200ms' beside it"),
        stage(
            "s: {use: null-sink, from: door, queue: {policy: block, deadline: 1s}}",
            "g.yaml:4:51: error: 's' would make the live stream 'door' wait: its queue blocks, and nothing between them drops; write 'policy: drop-oldest', or give a stage before it a queue that drops",
            "g.yaml:4:68: error: deadline: of stage 's' is for the policy of that name; write 'policy: deadline' beside it, or remove it"
        ),
        stage(
            "s: {use: null-sink, from: door, queue: {policy: deadline, deadline: 200}}",
            "g.yaml:4:71: error: deadline: of queue: of stage 's' must be a duration, not the number 200; write a number and its unit (us, ms, s, m, h), such as 'deadline: 200ms'"
        ),
        stage(
            "s: {use: null-sink, from: []}",
            "g.yaml:4:29: error: from: of stage 's' names nothing; write 'from: NAME' of a stream or stage"),
        stage(
            "s: {use: null-sink, from: {}}",
            "g.yaml:4:29: error: from: of stage 's' names nothing; write 'from: NAME' of a stream or stage"),
        stage(
            "s: {use: null-sink, from: [door, door]}",
            "g.yaml:4:36: error: from: of stage 's' names 'door' twice; remove one of the two"),
        stage(
            "s: {use: null-sink, from: {join: [door]}}",
            "g.yaml:4:36: error: a join of stage 's' needs at least two branches; write 'from: {join: [a, b]}'"),
        stage(
            "s: {use: null-sink, from: {join: [door, door2], sync: none}}",
            "g.yaml:4:57: error: a join pairs items, and 'sync: none' pairs nothing; write 'sync: lineage' or 'sync: time', or name the inputs: 'from: {PORT: a, PORT: b}'"
        ),
        stage(
            "s: {use: null-sink, from: door, with: 5}",
            "g.yaml:4:41: error: with: of stage 's' must be a mapping, not the number 5; write 'with: {KEY: VALUE}'"),
        stage(
            "s: {use: null-sink, from: door, for_each: stream}",
            "g.yaml:4:45: error: for_each: of stage 's' must be one of streams, not the text 'stream'; write 'streams'"),
    ]

    private static func stage(_ text: String, _ expected: String...) -> Example {
        Example("sluice: 1\nstreams: {door: {uri: \"rtsp://h/1\"}}\nstages:\n  \(text)", expected)
    }
}

/// A graph and what is wrong with it.
struct Example: Sendable, CustomTestStringConvertible {
    let yaml: String
    let expected: [String]
    var environment: [String: String] = [:]

    init(_ yaml: String, _ expected: String...) { self.init(yaml, expected) }

    init(_ yaml: String, _ expected: [String]) {
        self.yaml = yaml
        self.expected = expected
    }

    var testDescription: String { expected.first ?? yaml }
}
