import Foundation
import Testing

/// The sandbox around isolated stages: what it refuses, what a grant allows, and what is left of a crash.
@Suite("Sandboxed stages")
struct SandboxedStageTests {
    private static let refusal =
        "the sandbox refused socket(AF_INET), called from misbehaving.so; grant it by `grants: [network]`"

    private static func run(_ fault: String, _ isolation: String, _ folder: Folder) throws -> Sluice.Result {
        try IsolationTests.misbehaving(in: folder)
        try folder.write(IsolationTests.graph(fault, every: 50, isolation: isolation), to: "g.yaml")
        return try Sluice.run(["run", "g.yaml", "--stats", "s.json", "--report", "page"], in: folder)
    }

    private static func worker(_ folder: Folder) throws -> [String: Any] {
        try #require((folder.json("s.json")["workers"] as? [[String: Any]])?.first)
    }

    @Test(
        "a refused call stands in the log, in the statistics and in the error of the item",
        arguments: ["socket", "silent"])
    func refused(fault: String) throws {
        let folder = try Folder()
        let run = try Self.run(fault, "process", folder)
        #expect(run.errors.contains("bad: \(Self.refusal)"), "\(run.errors)")
        #expect(try Self.worker(folder)["refused_calls"] as? [String] == [Self.refusal])
        let bad = try IsolationTests.stage("bad", folder)
        #expect(bad["errors"] as? Int == 4 && bad["out"] as? Int == 392)
        let error = try #require(bad["last_error"] as? String)
        #expect(error.hasSuffix(Self.refusal) && error.contains("cannot reach out") == (fault == "socket"), "\(error)")
        #expect(try folder.text("page/index.html").contains("the sandbox refused socket(AF_INET)"))
    }

    @Test("a grant allows the call")
    func granted() throws {
        let folder = try Folder()
        let run = try Self.run("socket", "{grants: [network]}", folder)
        #expect(run.status == 0 && !run.errors.contains("refused"), "\(run.errors)")
        #expect(try IsolationTests.stage("bad", folder)["errors"] as? Int == 0)
        #expect(try Self.worker(folder)["refused_calls"] as? [String] == [])
    }

    @Test("files are written only where an output path points")
    func files() throws {
        let folder = try Folder()
        let run = try Self.run("write", "process", folder)
        #expect(
            run.errors.contains(
                "the sandbox refused openat(/var/tmp/misbehaving), called from misbehaving.so; grant it by "
                    + "`grants: [files]`, or name /var/tmp under a setting for output paths"), "\(run.errors)")
        #expect(access("/var/tmp/misbehaving", F_OK) != 0)
    }

    @Test("stages of one group have what each of them needs")
    func group() throws {
        let folder = try Folder()
        for name in ["a", "b"] {
            try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write(
            """
            sluice: 1
            streams:
              cam: {uri: "test:?frames=5&width=64&height=48", pace: max}
            stages:
              first: {use: image-sink, from: cam, isolation: {process: all}, with: {directory: a/pictures}}
              second: {use: image-sink, from: cam, isolation: {process: all}, with: {directory: b/deep/pictures}}
            """, to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        for path in ["a/pictures", "b/deep/pictures"] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file(path).path).count == 5)
        }
        #expect((try folder.json("s.json")["workers"] as? [Any])?.count == 1)
    }

    @Test("a crash leaves a backtrace with names in the log, the statistics and the report")
    func backtrace() throws {
        let folder = try Folder()
        let run = try Self.run("segv", "process", folder)
        let line = "the worker crashed with SIGSEGV at address 0x8 in go_wrong of misbehaving.so"
        #expect(run.errors.contains("bad: \(line): bad (misbehaving.so) at item 50 of stream 0\n    0 go_wrong + "))
        let failures = try #require(try Self.worker(folder)["last_failures"] as? [[String: Any]])
        #expect(failures.count == 4)
        for failure in failures {
            let frames = try #require(failure["backtrace"] as? [String])
            #expect(frames.count > 3 && frames[0].hasPrefix("go_wrong + ") && frames[1].hasPrefix("process + "))
        }
        #expect(try folder.text("page/index.html").contains("<pre>0 go_wrong + "))
    }

    @Test("real stages work in the sandbox")
    func realStages() throws {
        let folder = try Folder()
        let plugins = ["face-detector", "image-sink", "record-sink", "encoder", "file-sink"]
        for isolation in ["none", "process"] {
            try folder.write(
                """
                sluice: 1
                streams:
                  cam: {uri: "test:?frames=20&width=320&height=240", pace: max}
                stages:
                  faces: {use: face-detector, from: cam, isolation: \(isolation), with: {backend: hog}}
                  pictures: {use: image-sink, from: cam, isolation: \(isolation), with: {directory: \(isolation)}}
                  log: {use: record-sink, from: faces, isolation: \(isolation), with: {path: \(isolation).jsonl}}
                  code: {use: encoder, from: cam, isolation: \(isolation)}
                  file: {use: file-sink, from: code, isolation: \(isolation), with: {directory: \(isolation)-coded}}
                """, to: "g.yaml")
            let run = try Sluice.run(["run", "g.yaml", "--stats", "\(isolation).json"], in: folder, plugins: plugins)
            #expect(run.status == 0 && !run.errors.contains("refused"), "\(run.errors)")
        }
        func sizes(_ path: String) throws -> [Int] {
            let folder = folder.file(path)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .map { try Data(contentsOf: folder.appending(path: $0)).count }
        }
        #expect(try sizes("process") == sizes("none") && sizes("process").count == 20)
        #expect(try sizes("process-coded") == sizes("none-coded") && sizes("process-coded").count == 1)
        #expect(try folder.text("process.jsonl") == folder.text("none.jsonl"))
    }

    @Test("a network sink needs the grant, and says so")
    func network() throws {
        let folder = try Folder()
        func run(_ isolation: String) throws -> Sluice.Result {
            try folder.write(
                """
                sluice: 1
                streams:
                  cam: {uri: "test:?frames=5&width=64&height=48", pace: max}
                stages:
                  code: {use: encoder, from: cam}
                  packets: {use: rtp-packer, from: code}
                  send: {use: udp-sink, from: packets, isolation: \(isolation), with: {address: 127.0.0.1, port: 9}}
                """, to: "g.yaml")
            return try Sluice.run(
                ["run", "g.yaml", "--stats", "s.json"], in: folder, plugins: ["encoder", "rtp-packer", "udp-sink"])
        }
        let refused = try run("process")
        #expect(refused.status != 0)
        #expect(
            refused.errors.contains(
                "the sandbox refused socket(AF_INET), called from libudp-sink.so; grant it by `grants: [network]`"),
            "\(refused.errors)")
        #expect(try run("{grants: [network]}").status == 0)
        #expect(try (IsolationTests.stage("send", folder)["in"] as? Int ?? 0) >= 5)
    }
}
