import Foundation
import HostCore
import TestPlugins
import Testing

/// `sluice bench` on plugins whose costs and faults are known.
@Suite("sluice bench", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct BenchTests {
    private let scene: Scene

    init() throws { scene = try Scene() }

    private static let small = ["--size", "64x48", "--frames", "50", "--warm-up", "5", "--time", "60s"]

    private func bench(_ plugin: String, _ options: [String]) throws -> (json: JSONValue, status: Int32, errors: String)
    {
        let result = try scene.run(["bench", plugin, "--json"] + options)
        let json = (try? JSONValue.parse(result.output)) ?? [:]
        return (json, result.status, result.output + result.errors)
    }

    private func cases(_ json: JSONValue) -> [JSONValue] { json["cases"]?.arrayValue ?? [] }

    @Test(
        "a stage that allocates k times an item is measured with k, and not a single one more",
        arguments: [0, 1, 7, 250])
    func allocations(count: Int) throws {
        let plugin = try scene.plugin()
        let (json, status, text) = try bench(plugin, Self.small + ["--parameters", "allocate=\(count)"])
        #expect(status == 0, "\(text)")
        #expect(cases(json).map { $0["format"]?.stringValue } == ["i420", "gray8"])
        for one in cases(json) {
            #expect(one["allocations_per_item"]?.numberValue == Double(count), "\(text)")
            #expect(one["allocated_bytes_per_item"]?.numberValue == Double(count * 100), "\(text)")
            #expect(one["items"] == 50 && one["errors"] == 0 && one["status"] == "measured")
        }
    }

    @Test("what a thread allocates that the stage has started counts as well")
    func threads() throws {
        let plugin = try scene.plugin()
        let (json, status, text) = try bench(
            plugin, Self.small + ["--parameters", "allocate=5", "--parameters", "on_thread=true"])
        #expect(status == 0, "\(text)")
        #expect(cases(json).map { $0["allocations_per_item"]?.numberValue } == [5, 5], "\(text)")
    }

    @Test("percentiles rise, and the matrix is sizes by formats")
    func matrix() throws {
        let plugin = try scene.plugin()
        let (json, status, text) = try bench(
            plugin, ["--size", "64x48", "--size", "33x17", "--format", "gray8", "--frames", "30", "--time", "60s"])
        #expect(status == 0, "\(text)")
        #expect(cases(json).map { $0["width"] } == [64, 33])
        for one in cases(json) {
            let times = ["p50", "p90", "p99", "max"].compactMap { one["latency_ns"]?[$0]?.integerValue }
            #expect(times.count == 4 && times == times.sorted() && times[0] > 0, "\(text)")
            #expect((one["items_per_second"]?.numberValue ?? 0) > 0)
            let memory = one["memory_bytes"]
            #expect((memory?["peak"]?.integerValue ?? 0) >= (memory?["before"]?.integerValue ?? 1))
        }
    }

    @Test("what a stage never gives back shows as growth")
    func leak() throws {
        let plugin = try scene.plugin()
        let (json, status, text) = try bench(
            plugin,
            [
                "--size", "64x48", "--format", "gray8", "--frames", "100", "--time", "60s", "--parameters",
                "leak_bytes=200000",
            ])
        #expect(status == 0, "\(text)")
        let growth = cases(json).first?["memory_bytes"]?["growth"]?.integerValue ?? 0
        #expect((19_000_000...24_000_000).contains(growth), "\(growth) bytes")
    }

    @Test(
        "a plugin that crashes, ends the process or fails on an item is named for it",
        arguments: [
            ("crash", "crashed", "SIGSEGV"), ("exit", "crashed", "exit status 7"), ("fail", "failed", "no luck"),
        ])
    func faults(fault: String, status: String, text: String) throws {
        let plugin = try scene.plugin()
        let (json, exit, all) = try bench(plugin, Self.small + ["--parameters", "fault=\(fault)"])
        #expect(exit == 1, "\(all)")
        #expect(cases(json).count == 2)
        for one in cases(json) {
            #expect(one["status"]?.stringValue == status, "\(all)")
            #expect(one["reason"]?.stringValue?.contains(text) == true, "\(all)")
        }
        if status == "crashed" {
            #expect(cases(json)[0]["reason"]?.stringValue?.contains("while it was measured") == true, "\(all)")
        }
    }

    @Test("a plugin that hangs is ended with its process, and the cases after it are left out")
    func hang() throws {
        let plugin = try scene.plugin()
        let (json, exit, all) = try bench(plugin, Self.small + ["--parameters", "fault=hang", "--timeout", "3s"])
        #expect(exit == 1, "\(all)")
        #expect(cases(json).map { $0["status"] } == ["hung", "skipped"], "\(all)")
        #expect(cases(json)[0]["reason"]?.stringValue?.contains("no answer within 3 s") == true, "\(all)")
    }

    @Test("a stage that needs what is not here ends with 3, in its own words; a wrong setting with 2")
    func refused() throws {
        let plugin = try scene.plugin()
        let (_, missing, text) = try bench(plugin, Self.small + ["--parameters", "fault=start"])
        #expect(missing == 3 && text.contains("there is no camera"), "\(text)")
        let (_, wrong, other) = try bench(plugin, Self.small + ["--parameters", "allocatee=3"])
        #expect(wrong == 2 && other.contains("allocate") && other.contains("--parameters"), "\(other)")
    }

    @Test("a source is measured by what it gives")
    func source() throws {
        let plugin = try scene.plugin(defines: ["SOURCE"])
        let (json, status, text) = try bench(
            plugin, ["--frames", "40", "--warm-up", "4", "--parameters", "allocate=3", "--time", "60s"])
        #expect(status == 0 && json["source"] == true, "\(text)")
        let one = try #require(cases(json).first)
        #expect(one["items"] == 40 && one["allocations_per_item"] == 3, "\(text)")
        let (_, wrong, why) = try bench(plugin, ["--size", "64x48"])
        #expect(wrong == 2 && why.contains("takes no frames, so --format, --size"), "\(why)")
    }

    @Test(
        "a wrong command line ends with 2 and names what was meant",
        arguments: [
            (["--size", "64"], "1280x720"), (["--format", "gray"], "gray8"),
            (["--format", "rgb"], "takes no frames in rgb"),
            (["--frames", "0"], "whole number"), (["--parameters", "x"], "KEY=VALUE"),
            (["--packet", "p"], "no packets"),
            (["--size", "64x48", "--input", "c.mp4"], "clip's size"), (["--config", "absent.json"], "cannot be read"),
        ])
    func wrong(options: [String], text: String) throws {
        let plugin = try scene.plugin()
        let result = try scene.run(["bench", plugin] + options)
        #expect(result.status == (text == "cannot be read" ? 1 : 2) && result.errors.contains(text), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test("an installed plugin is found by its id, shipped ones are measured, and the table has a line for each case")
    func shipped() throws {
        let plugins = ["passthrough", "tracker", "null-sink"]
        for stage in plugins {
            let result = try scene.run(
                ["bench", stage, "--size", "64x48", "--frames", "20", "--format", "gray8"], plugins: plugins)
            #expect(result.status == 0, "\(stage): \(result.output)\(result.errors)")
            #expect(result.output.contains("gray8 64x48") && result.output.contains("mallocs/call"))
        }
        let absent = try scene.run(["bench", "tracter"], plugins: plugins)
        #expect(absent.status == 3 && absent.errors.contains("no plugin has a stage"), "\(absent.errors)")
    }
}
