import Foundation
import Testing

/// Kills workers and sources at random for a bounded time: `make soak`, and for a few seconds in `make test`.
@Suite("Soak")
struct SoakTests {
    private static let seconds = Double(ProcessInfo.processInfo.environment["SLUICE_SOAK_SECONDS"] ?? "") ?? 8
    private static let seed = UInt64(ProcessInfo.processInfo.environment["SLUICE_SOAK_SEED"] ?? "")

    @Test(
        "workers and sources that are killed at random leave nothing behind",
        .enabled(if: VictimCamera.isPossible, "needs python3 and GStreamer's tcpclientsrc and rawvideoparse"))
    func soak() throws {
        let seed = Self.seed ?? UInt64.random(in: 1...1_000_000)
        var random = SoakRandom(seed: seed)
        let folder = try Folder()
        try IsolationTests.misbehaving(in: folder)
        var camera = try VictimCamera()
        defer { camera.kill() }
        try Self.write(camera, to: folder)
        let host = try SoakedHost(folder)
        defer { host.kill() }
        try host.waitForStart(seed)

        // The first deaths make what stays: threads of GStreamer, memory of pools.
        let warm = Date() + 3
        try Self.wreak(until: warm, host, &camera, &random)
        let before = try host.settled(camera, seed)
        let kills = try Self.wreak(until: Date() + Self.seconds, host, &camera, &random)
        let after = try host.settled(camera, seed)

        #expect(kills > 0, "seed \(seed)")
        #expect(after.descriptors <= before.descriptors, "seed \(seed): \(before), \(after), \(kills) kills")
        #expect(after.threads <= before.threads + 2, "seed \(seed): \(before), \(after), \(kills) kills")
        let growth_kib = after.resident_kib - before.resident_kib
        #expect(growth_kib < 16 << 10, "seed \(seed): \(growth_kib) KiB more after \(kills) kills")
        #expect(after.workers == before.workers && after.zombies == 0, "seed \(seed): \(before), \(after)")

        try host.drain(seed)
        let stats = try folder.json("s.json")
        #expect((stats["memory"] as? [String: Any])?["frames_live"] as? Int == 0, "seed \(seed)")
        let streams = stats["streams"] as? [[String: Any]] ?? []
        let camera_counts = (streams.first { $0["name"] as? String == "cam" }?["health"] as? [String: Any])?["counts"]
        #expect(((camera_counts as? [String: Int])?["reconnecting"] ?? 0) > 0, "seed \(seed): \(camera_counts ?? "")")
        let stages = stats["stages"] as? [[String: Any]] ?? []
        let lost = stages.compactMap { $0["lost"] as? [String: Int] }.flatMap(\.values).reduce(0, +)
        #expect(lost > 0, "seed \(seed)")
        #expect(host.orphans().isEmpty, "seed \(seed): \(host.orphans())")
    }

    private static func write(_ camera: VictimCamera, to folder: Folder) throws {
        let isolated = "{deadline: 500ms, save_every: 1us, on_crash: {after: 1000}}"
        try folder.write(
            """
            sluice: 1
            plugins: [misbehaving.so]
            streams:
              cam: {gst: "\(camera.pipeline)", live: true}
              calm: {uri: "test:?width=64&height=48&fps=50", pace: realtime, live: true}
            stages:
              one: {use: misbehaving, from: cam, isolation: \(isolated)}
              two: {use: misbehaving, from: calm, isolation: \(isolated)}
              three: {use: passthrough, from: calm, isolation: \(isolated)}
              log: {use: record-sink, from: [one, two], with: {path: seen.jsonl}}
              end: {use: null-sink, from: three}
            """, to: "g.yaml")
    }

    /// - Returns: How many died.
    @discardableResult
    private static func wreak(
        until end: Date, _ host: SoakedHost, _ camera: inout VictimCamera, _ random: inout SoakRandom
    ) throws -> Int {
        var kills = 0
        while Date() < end, host.isRunning {
            Thread.sleep(forTimeInterval: random.within(0.1...0.9))
            switch random.within(0..<4) {
            case 0: try camera.dieAndComeBack()
            case 1: if host.hurtWorker(SIGSTOP, &random) { kills += 1 }
            case 2: if host.hurtWorker(SIGSEGV, &random) { kills += 1 }
            default: if host.hurtWorker(SIGKILL, &random) { kills += 1 }
            }
        }
        return kills
    }
}
