import Foundation
import Testing

/// A host that runs while its workers are hurt: what it holds, and whose parent it is.
final class SoakedHost {
    /// What a host holds at a moment.
    struct Figures: CustomStringConvertible {
        var resident_kib = 0
        var threads = 0
        var descriptors = 0
        var workers = 0
        var zombies = 0
        var description: String {
            "\(resident_kib) KiB, \(threads) threads, \(descriptors) descriptors, \(workers) workers, \(zombies) zombies"
        }
    }

    private static let plugins = ["passthrough", "null-sink", "record-sink"]
    private let folder: Folder
    private let process: Process
    private var seen: Set<pid_t> = []

    init(_ folder: Folder) throws {
        self.folder = folder
        process = Sluice.process(
            ["run", "g.yaml", "--quiet", "--control", folder.file("c").path, "--stats", "s.json"], in: folder,
            plugins: Self.plugins)
        try Data().write(to: folder.file("log"))
        process.standardError = try FileHandle(forWritingTo: folder.file("log"))
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func kill() { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    private func ctl(_ words: String...) throws -> Sluice.Result {
        try Sluice.run(["ctl", "--socket", folder.file("c").path] + words, in: folder, plugins: Self.plugins)
    }

    func waitForStart(_ seed: UInt64) throws {
        let end = Date() + 60
        while try ctl("status").status != 0 {
            try #require(process.isRunning && Date() < end, "seed \(seed): \((try? folder.text("log")) ?? "")")
            usleep(20_000)
        }
    }

    private func frames(_ stream: String) throws -> Int {
        let told = try ctl("status", "--json")
        let status = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        let streams = status?["streams"] as? [[String: Any]] ?? []
        return streams.first { $0["name"] as? String == stream }?["frames"] as? Int ?? 0
    }

    /// Waits until both streams and all workers are there again; what the host holds then.
    func settled(_ camera: VictimCamera, _ seed: UInt64) throws -> Figures {
        let end = Date() + 90
        let begun = (try frames("cam"), try frames("calm"))
        var isMoving = false
        while Date() < end, process.isRunning {
            isMoving = try frames("cam") > begun.0 + 20 && frames("calm") > begun.1 + 20
            let figures = figures()
            if isMoving, figures.workers == 3, figures.zombies == 0 { return figures }
            usleep(100_000)
        }
        let log = try folder.text("log").suffix(2000)
        try #require(Bool(false), "seed \(seed): it does not come back, moving: \(isMoving), \(figures()); \(log)")
        return figures()
    }

    func figures() -> Figures {
        var figures = Figures()
        let path = "/proc/\(process.processIdentifier)"
        for line in ((try? String(contentsOfFile: path + "/status", encoding: .utf8)) ?? "").split(separator: "\n") {
            let number = Int(line.filter(\.isNumber)) ?? 0
            if line.hasPrefix("VmRSS:") { figures.resident_kib = number }
            if line.hasPrefix("Threads:") { figures.threads = number }
        }
        figures.descriptors = (try? FileManager.default.contentsOfDirectory(atPath: path + "/fd").count) ?? 0
        for child in children() {
            if Self.state(child) == "Z" { figures.zombies += 1 } else { figures.workers += 1 }
        }
        return figures
    }

    private func children() -> [pid_t] {
        let folder = "/proc/\(process.processIdentifier)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let found = tasks.flatMap { task in
            let text = (try? String(contentsOfFile: "\(folder)/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
        seen.formUnion(found)
        return found
    }

    private static func state(_ process: pid_t) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        return stat[stat.index(after: end)...].split(separator: " ").first.map(String.init)
    }

    /// Sends a signal to some worker.
    func hurtWorker(_ signal: Int32, _ random: inout SoakRandom) -> Bool {
        let alive = children().sorted().filter { Self.state($0) != "Z" }
        guard let victim = alive.randomElement(using: &random) else { return false }
        return Foundation.kill(victim, signal) == 0
    }

    func drain(_ seed: UInt64) throws {
        let answer = try ctl("drain")
        #expect(answer.status == 0, "seed \(seed): \(answer.errors)")
        let end = Date() + 60
        while process.isRunning, Date() < end { usleep(20_000) }
        try #require(!process.isRunning, "seed \(seed): it does not end")
        #expect(process.terminationStatus == 0, "seed \(seed): \((try? folder.text("log")) ?? "")")
    }

    /// Workers that outlive the host.
    func orphans() -> [pid_t] {
        seen.filter { worker in
            let state = Self.state(worker)
            return state != nil && state != "Z" && Self.isWorker(worker)
        }.sorted()
    }

    private static func isWorker(_ process: pid_t) -> Bool {
        ((try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? "").contains("sluice-worker")
    }
}
