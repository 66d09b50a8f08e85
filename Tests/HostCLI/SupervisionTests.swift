import Foundation
import Testing

/// What follows when a stage in a worker goes wrong, through the programs as they are installed: stages written in Swift.
@Suite("Supervised stages")
struct SupervisionTests {
    private static let plugins = [
        "swift-misbehaving", "tracker", "record-sink", "null-sink", "passthrough", "image-sink", "convert",
    ]

    /// A stage that may go wrong, and a neighbour that shares nothing with it but the host.
    private static func graph(_ isolation: String, _ with: String, frames: Int = 150, more: String = "") -> String {
        """
        sluice: 1
        streams:
          cam: {uri: "test:?frames=\(frames)&width=64&height=48", pace: max}
          other: {uri: "test:?frames=\(frames)&width=64&height=48", pace: max}
        stages:
          bad: {use: org.example.swift-misbehaving, from: cam, isolation: \(isolation), with: {\(with)}\(more)}
          save: {use: record-sink, from: bad, with: {path: counts.jsonl}}
          good: {use: passthrough, from: other}
          end: {use: null-sink, from: good}
        """
    }

    private static func run(_ yaml: String, _ folder: Folder) throws -> Sluice.Result {
        try folder.write(yaml, to: "g.yaml")
        return try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder, plugins: plugins)
    }

    private static func counts(_ folder: Folder) throws -> [Int] {
        try folder.text("counts.jsonl").matches(of: #/"count":(\d+)/#).compactMap { Int($0.1) }
    }

    private static func lost(_ stage: String, _ folder: Folder) throws -> [String: Int] {
        try IsolationTests.stage(stage, folder)["lost"] as? [String: Int] ?? [:]
    }

    private static func failures(_ folder: Folder) throws -> [[String: Any]] {
        let workers = try folder.json("s.json")["workers"] as? [[String: Any]] ?? []
        return workers.flatMap { $0["last_failures"] as? [[String: Any]] ?? [] }
    }

    @Test(
        "Swift that dies costs the item it was at, and comes back with its state",
        arguments: [
            ("fatal", "crashed with SIG", "Fatal error: asked to fail at 99"),
            ("index", "crashed with SIG", "Index out of range"), ("overflow", "crashed with SIG", ""),
            ("stack-overflow", "crashed with SIGSEGV", ""), ("abort", "crashed with SIGABRT", ""),
            ("exit", "ended itself with status 7", ""),
        ])
    func dies(fault: String, what: String, says: String) throws {
        let folder = try Folder()
        let run = try Self.run(Self.graph("{save_every: 1us}", "fault: \(fault), every: 100"), folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Self.lost("bad", folder) == [fault == "exit" ? "exited" : "crashed": 1])
        #expect(try Self.counts(folder) == Array(1...149))
        #expect(try Self.lost("end", folder).isEmpty && IsolationTests.stage("end", folder)["in"] as? Int == 150)
        let text = try #require(try Self.failures(folder).first?["text"] as? String)
        #expect(text.contains(what) && (says.isEmpty || text.contains(says)), "\(text)")
        #expect(text.contains("bad (libswift-misbehaving.so) at item 100 of stream 0"), "\(text)")
        let memory = try folder.json("s.json")["memory"] as? [String: Any]
        #expect(memory?["frames_live"] as? Int == 0)
    }

    @Test(
        "any signal that ends a process ends a worker and no more",
        arguments: [
            SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2,
            SIGALRM, SIGTERM, SIGXCPU, SIGVTALRM, SIGPROF,
        ])
    func signals(signal: Int32) throws {
        let folder = try Folder()
        let run = try Self.run(
            Self.graph("{save_every: 1us}", "fault: signal, signal: \(signal), every: 50, times: 1", frames: 60), folder
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Self.lost("bad", folder) == ["crashed": 1])
        #expect(try Self.counts(folder) == Array(1...59))
        #expect(try IsolationTests.stage("end", folder)["in"] as? Int == 60)
    }

    @Test("each of several instances has a worker of its own, and one that dies leaves the other be")
    func instances() throws {
        let folder = try Folder()
        let run = try Self.run(
            """
            sluice: 1
            streams:
              a: {uri: "test:?frames=60&width=64&height=48", pace: max}
              b: {uri: "test:?frames=60&width=64&height=48", pace: max}
            stages:
              bad:
                use: org.example.swift-misbehaving
                from: [a, b]
                instances: 2
                isolation: {save_every: 1us}
                with: {fault: fatal, every: 50}
              save: {use: record-sink, from: bad, with: {path: counts.jsonl}}
            """, folder)
        #expect(run.status == 0, "\(run.errors)")
        // Each stream keeps to its instance; both reach item 50.
        #expect(try Self.lost("bad", folder) == ["crashed": 2])
        let text = try folder.text("counts.jsonl")
        for instance in 0...1 {
            let counts = text.matches(of: #/"count":(\d+),"instance":(\d)/#).filter { Int($0.2) == instance }
            #expect(counts.compactMap { Int($0.1) } == Array(1...59))
        }
        let workers = try folder.json("s.json")["workers"] as? [[String: Any]] ?? []
        #expect(workers.map { $0["name"] as? String } == ["bad#0", "bad#1"])
        #expect(workers.allSatisfy { $0["failures"] as? Int == 1 })
    }

    @Test("a stage that reports an error is made anew in its worker, as the graph asks")
    func restartOnError() throws {
        let folder = try Folder()
        let run = try Self.run(
            Self.graph("process", "fault: error, every: 50, times: 1", frames: 60, more: ", on_error: restart"), folder)
        #expect(run.status == 0, "\(run.errors)")
        let bad = try IsolationTests.stage("bad", folder)
        #expect(bad["errors"] as? Int == 1 && bad["restarts"] as? Int == 1)
        #expect(try Self.lost("bad", folder).isEmpty)
        // Made anew, it has forgotten; its worker has not failed.
        #expect(try Self.counts(folder) == Array(1...49) + Array(1...10))
        #expect(try Self.failures(folder).isEmpty)
    }

    @Test("frames that outlive their call are the same through a worker, and come back from one that dies")
    func holds() throws {
        let folder = try Folder()
        func run(_ name: String, _ isolation: String, _ with: String) throws {
            let result = try Self.run(
                """
                sluice: 1
                streams:
                  cam: {uri: "test:?frames=60&width=65&height=49", pace: max}
                stages:
                  bad: {use: org.example.swift-misbehaving, from: cam, isolation: \(isolation), with: {\(with)}}
                  late: {use: org.example.delay, from: bad, isolation: \(isolation)}
                  save: {use: image-sink, from: late, with: {directory: \(name), format: png}}
                  log: {use: record-sink, from: late, with: {path: \(name).jsonl}}
                """, folder)
            #expect(result.status == 0, "\(result.errors)")
            let memory = try folder.json("s.json")["memory"] as? [String: Any]
            #expect(memory?["frames_live"] as? Int == 0, "\(name) leaves frames behind")
        }
        try run("in", "none", "")
        try run("out", "process", "")
        try run("group", "{process: both}", "")
        for name in ["out", "group"] {
            #expect(try folder.text("\(name).jsonl") == folder.text("in.jsonl"))
            let (a, b) = (folder.file("in"), folder.file(name))
            for picture in try FileManager.default.contentsOfDirectory(atPath: a.path) {
                #expect(
                    try Data(contentsOf: a.appending(path: picture)) == Data(contentsOf: b.appending(path: picture)))
            }
        }
        // Its two held frames and five parts go with the worker, and the frame it was at, if it was at one.
        try run("dies", "{process: both}", "fault: fatal, every: 50")
        let frames = try folder.text("dies.jsonl").split(separator: "\n").filter { $0.contains(#""kind":"frame""#) }
        let atWork = try Self.lost("late", folder)["crashed"] ?? 0
        #expect(atWork <= 1 && frames.count == 60 - 1 - 2 + 1 - atWork)
    }

    @Test("new frames kept from call to call are refused alike in a worker and in the host, and the log says so")
    func hoards() throws {
        let folder = try Folder()
        func run(_ isolation: String) throws -> (errors: Int, last: String, told: [String]) {
            let run = try Self.run(
                """
                sluice: 1
                streams:
                  cam: {uri: "test:?frames=16&width=64&height=48", pace: max}
                stages:
                  hoard: {use: org.example.hoarder, from: cam, isolation: \(isolation)}
                """, folder)
            #expect(run.status == 0, "\(run.errors)")
            let memory = try folder.json("s.json")["memory"] as? [String: Any]
            #expect(memory?["frames_live"] as? Int == 0)
            let stage = try IsolationTests.stage("hoard", folder)
            let told = run.errors.split(separator: "\n").filter { $0.contains("holds_frames") }
            return (stage["errors"] as? Int ?? -1, stage["last_error"] as? String ?? "", told.map(String.init))
        }
        let (host, worker) = (try run("none"), try run("process"))
        // Three may be kept; the fourth is made in a call that finds three. Items 5 to 7 and 12 to 15 find four.
        #expect(host.errors == 7 && worker.errors == 7)
        #expect(host.last.contains("holdsFrames") && worker.last == host.last, "\(host.last) \(worker.last)")
        #expect(host.told.count == 1 && host.told[0].contains("org.example.hoarder keeps 4 frames"), "\(host.told)")
        #expect(worker.told == host.told)
    }

    @Test("20 crashes of 20 under load: neighbours lose nothing, and tracks go on with their ids")
    func underLoad() throws {
        let folder = try Folder()
        let frames = 700
        let groups = (1...4).map { group in
            """
              walk\(group): {use: org.example.walkers, from: cam\(group)}
              bad\(group):
                use: org.example.swift-misbehaving
                from: walk\(group)
                isolation: {process: g\(group), save_every: 1us, on_crash: {after: 100}}
                with: {fault: \(["fatal", "index", "abort", "stack-overflow"][group - 1]), every: 100, times: 5}
              track\(group):
                use: tracker
                from: bad\(group)
                queue: {capacity: 4, policy: block}
                isolation: {process: g\(group), save_every: 1us, on_crash: {after: 100}}
                with: {min_hits: 0, records: [begin, end]}
              log\(group): {use: record-sink, from: track\(group), with: {path: "\(group).jsonl"}}
            """
        }
        let run = try Self.run(
            """
            sluice: 1
            streams:
            \((1...4).map { "  cam\($0): {uri: \"test:?frames=\(frames)&width=64&height=48\", pace: max}" }.joined(separator: "\n"))
              other: {uri: "test:?frames=20000&width=64&height=48", pace: max}
            stages:
            \(groups.joined(separator: "\n"))
              good: {use: passthrough, from: other, queue: {capacity: 4, policy: block}}
              end: {use: null-sink, from: good}
            """, folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try IsolationTests.stage("end", folder)["in"] as? Int == 20_000)
        #expect(try Self.failures(folder).count == 20)
        for group in 1...4 {
            #expect(try Self.lost("bad\(group)", folder) == ["crashed": 5])
            let back = try #require(try IsolationTests.stage("bad\(group)", folder)["revivals"] as? [String: Any])
            #expect(back["count"] as? Int == 5)
            let tracks = try folder.text("\(group).jsonl").matches(of: #/"track":(\d+)/#).compactMap { Int($0.1) }
            // Each object has one id from its first frame to its last, over five ends of its tracker.
            #expect(Set(tracks) == [1, 2, 3, 4, 5], "\(Set(tracks).sorted())")
        }
    }

    @Test("a host that is killed leaves no process and no shared memory behind, however many workers it had")
    func killedHost() throws {
        let folder = try Folder()
        try folder.write(
            """
            sluice: 1
            streams:
              cam: {uri: "test:?width=64&height=48", pace: max}
            stages:
              bad: {use: org.example.swift-misbehaving, from: cam, instances: 1, isolation: process}
              walk: {use: org.example.walkers, from: bad, isolation: {process: two}}
              late: {use: org.example.delay, from: walk, isolation: {process: two}}
              end: {use: null-sink, from: late}
            """, to: "g.yaml")
        let shared = try Self.sharedMemory()
        let host = Sluice.process(["run", "g.yaml", "-q", "--no-control"], in: folder, plugins: Self.plugins)
        try host.run()
        var workers: [pid_t] = []
        while workers.count < 2, host.isRunning { workers = Self.children(of: host.processIdentifier) }
        #expect(workers.count == 2)
        kill(host.processIdentifier, SIGKILL)
        host.waitUntilExit()
        let end = Date(timeIntervalSinceNow: 60)
        while workers.contains(where: Self.isThere), Date() < end { usleep(10_000) }
        #expect(!workers.contains(where: Self.isThere))
        #expect(try Self.sharedMemory().subtracting(shared).isEmpty)
    }

    @Test("workers that end leave no zombie behind")
    func zombies() throws {
        let folder = try Folder()
        try folder.write(
            Self.graph("{on_crash: {after: 100}}", "fault: fatal, every: 40, times: 3", frames: 100_000_000),
            to: "g.yaml")
        let host = Sluice.process(["run", "g.yaml", "--no-control"], in: folder, plugins: Self.plugins)
        let errors = folder.file("errors")
        try Data().write(to: errors)
        host.standardError = try FileHandle(forWritingTo: errors)
        try host.run()
        func crashes() throws -> Int { try folder.text("errors").matches(of: #/the worker crashed/#).count }
        let end = Date(timeIntervalSinceNow: 60)
        while try crashes() < 3, Date() < end { usleep(10_000) }
        #expect(try crashes() == 3)
        // The scan's children are gone, those that crashed are reaped: the worker of now is the only child.
        var children = Self.children(of: host.processIdentifier)
        while children.count != 1, Date() < end { children = Self.children(of: host.processIdentifier) }
        #expect(children.count == 1 && children.allSatisfy { !Self.isZombie($0) })
        kill(host.processIdentifier, SIGINT)
        host.waitUntilExit()
        #expect(children.allSatisfy { !Self.isThere($0) })
    }

    @Test("another stage takes the place of one that fails too often, with the streams begun and the kept frames freed")
    func replaced() throws {
        let folder = try Folder()
        let run = try Self.run(
            Self.graph(
                "{on_crash: {after: 2, within: 1h, do: replace, by: {use: passthrough}}}", "fault: index, every: 20",
                frames: 100), folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Self.lost("bad", folder) == ["crashed": 2])
        #expect(try IsolationTests.stage("bad", folder)["out"] as? Int == 38 * 2 + 60)
        #expect(run.errors.contains("another stage has taken its place"), "\(run.errors)")
    }

    @Test("several items go into a worker in one call, with the same results as in the host")
    func batches() throws {
        let folder = try Folder()
        func run(_ name: String, _ isolation: String, _ with: String) throws {
            let result = try Self.run(
                """
                sluice: 1
                streams:
                  a: {uri: "test:?frames=50&width=65&height=49", pace: max}
                stages:
                  many: {use: org.example.gatherer, from: a, isolation: \(isolation), with: {most: 6, \(with)}}
                  log: {use: record-sink, from: many, with: {path: "\(name).jsonl"}}
                  save: {use: image-sink, from: many, with: {directory: "\(name)", format: png}}
                """, folder)
            #expect(result.status == 0, "\(result.errors)")
            let memory = try folder.json("s.json")["memory"] as? [String: Any]
            #expect(memory?["frames_live"] as? Int == 0)
        }
        func pictures(_ name: String) throws -> [String: Data] {
            let folder = folder.file(name)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(into: [:]) {
                $0[$1] = try Data(contentsOf: folder.appending(path: $1))
            }
        }
        for (case_, with) in [("pass", "passes: true"), ("copy", "passes: false"), ("fail", "fault: error, every: 7")] {
            try run("\(case_)-in", "none", with)
            let errors = try IsolationTests.stage("many", folder)["errors"] as? Int
            try run("\(case_)-out", "process", with)
            #expect(try IsolationTests.stage("many", folder)["errors"] as? Int == errors)
            #expect(try folder.text("\(case_)-out.jsonl") == folder.text("\(case_)-in.jsonl"))
            #expect(try folder.text("\(case_)-out.jsonl").contains(#""together":6"#))
            #expect(try pictures("\(case_)-out") == pictures("\(case_)-in"))
        }
        try run("dies", "process", "fault: fatal, every: 25")
        let lost = try #require(try Self.lost("many", folder)["crashed"])
        // Each end takes the items with it that were in the call, and the log says so.
        #expect(lost >= 2 && lost <= 12)
        #expect(try IsolationTests.stage("many", folder)["out"] as? Int == (50 - lost) * 2)
        #expect(try Self.failures(folder).contains { ($0["text"] as? String)?.contains("and 5 more") == true })
    }

    @Test("an edit hands tracks over to another instance, in workers and in the host", arguments: ["none", "process"])
    func handOver(isolation: String) throws {
        let folder = try Folder()
        func write(_ method: String) throws {
            try """
            sluice: 1
            streams:
              cam: {uri: "test:?width=64&height=48&fps=100", pace: realtime}
            stages:
              walk: {use: org.example.walkers, from: cam}
              track: {use: tracker, from: walk, isolation: \(isolation), with: {min_hits: 0, algorithm: \(method), records: [begin, end]}}
              log: {use: record-sink, from: track, with: {path: tracks.jsonl}}
            """.write(to: folder.file("g.yaml"), atomically: true, encoding: .utf8)
        }
        try write("sort")
        let socket = folder.file("s").path
        let host = Sluice.process(["run", "g.yaml", "-q", "--control", socket], in: folder, plugins: Self.plugins)
        let errors = folder.file("errors")
        try Data().write(to: errors)
        host.standardError = try FileHandle(forWritingTo: errors)
        try host.run()
        defer { host.terminate() }
        func ctl(_ words: String...) throws -> Sluice.Result {
            try Sluice.run(["ctl", "--socket", socket] + words, in: folder, plugins: Self.plugins)
        }
        func frames() throws -> Int {
            let told = try ctl("status", "--json").output
            let status = try JSONSerialization.jsonObject(with: Data(told.utf8)) as? [String: Any]
            return (status?["streams"] as? [[String: Any]])?.first?["frames"] as? Int ?? 0
        }
        let end = Date(timeIntervalSinceNow: 60)
        while try ctl("status").status != 0, host.isRunning, Date() < end { usleep(20_000) }
        for change in ["swap", "apply"] {
            let before = try frames()
            while try frames() < before + 10, Date() < end { usleep(20_000) }
            if change == "apply" { try write("ocsort") }
            let done = try change == "swap" ? ctl("swap", "track") : ctl("apply")
            #expect(done.status == 0, "\(done.errors)")
        }
        let before = try frames()
        while try frames() < before + 10, Date() < end { usleep(20_000) }
        #expect(try ctl("drain").status == 0)
        host.waitUntilExit()
        let text = try folder.text("tracks.jsonl")
        #expect(Set(text.matches(of: #/"track":(\d+)/#).compactMap { Int($0.1) }) == [1, 2, 3, 4, 5])
        // Each begins once and ends once, although three instances followed it.
        for type in ["begin", "end"] {
            #expect(text.components(separatedBy: "\"sluice.track-\(type)\"").count == 5 + 1)
        }
        #expect(try !folder.text("errors").contains("begins anew"))
    }

    private static func sharedMemory() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").filter { $0.contains("sluice") })
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return tasks.flatMap { task in
            let text = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }

    private static func isZombie(_ process: pid_t) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ") ?? false
    }

    /// A zombie whose parent is gone and that nobody reaps yet is no longer running.
    private static func isThere(_ process: pid_t) -> Bool {
        FileManager.default.fileExists(atPath: "/proc/\(process)") && !isZombie(process)
    }
}
