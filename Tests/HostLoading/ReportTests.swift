import CSluice
import Foundation
import HostCore
import TestPlugins
import Testing

@testable import HostLoading

@Suite("Reports on plugins", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct ReportTests {
    private let scratch: Scratch
    private let catalogue: PluginCatalogue

    init() throws {
        scratch = try Scratch()
        try FixturePlugin.buildExample(scratch.path("levels.so"))
        try scratch.write(Array("text".utf8), to: "note.so")
        catalogue = try scratch.catalogue(.scan)
    }

    @Test("the list has every stage, every refused library with its reason, and the places")
    func list() {
        let text = PluginsReport(catalogue).text
        #expect(text.contains("STAGE               VERSION  STATE  LIBRARY\n"))
        #expect(text.contains("org.example.levels  1.0.0    ready  \(scratch.path("levels.so"))\n"))
        #expect(text.contains("Cannot be used:\n  \(scratch.path("note.so"))\n    is not a shared object (text)"))
        #expect(text.hasSuffix("Looked in: \(scratch.folder)\n"))
    }

    @Test("the list as JSON says the same")
    func listJSON() throws {
        let json = try JSONValue.parse(PluginsReport(catalogue).json)
        #expect(json["stages"]?[0]?["id"] == "org.example.levels")
        #expect(json["libraries"]?[0]?["contract"] == .string("1.0 draft \(SLUICE_ABI_DRAFT)"))
        #expect(json["refused"]?[0]?["failure"] == "not-a-shared-object")
        #expect(json["places"]?[0]?.stringValue == scratch.folder)
    }

    @Test("nothing found is said so")
    func nothing() throws {
        let empty = try PluginCatalogue.load(
            searchPath: [], mode: .scan, workerPath: Scratch.noWorker, clock: SystemTestClock(), cache: nil)
        #expect(PluginsReport(empty).text == "No stage was found.\n\nLooked in: no folder\n")
    }

    @Test("an inspection shows ports, settings and an example")
    func inspection() throws {
        let inspection = try catalogue.inspect(stage: "levels")
        let text = inspection.text
        #expect(text.hasPrefix("org.example.levels 1.0.0\n  Stretches the brightness of each frame over"))
        #expect(text.contains("  in  frames in i420 or nv12 or gray8  Pictures.\n"))
        #expect(text.contains("  out  what its input 'in' takes  The stretched ones.\n"))
        #expect(text.contains("  KEY   TYPE    DEFAULT  BOUNDS    MEANING\n"))
        #expect(text.contains("  gain  number  4        1 to 16   Most that contrast is raised"))
        #expect(
            text.contains(
                "    levels:\n      use: levels\n      from: NAME\n      with:\n        cut: 0.01\n        gain: 4\n"))
        #expect(text.contains("licence    Apache-2.0"))
        let json = try JSONValue.parse(inspection.json)
        #expect(json["configuration"]?["properties"]?["gain"]?["maximum"] == 16)
        #expect(json["outputs"]?[0]?["as"] == "in")
    }

    @Test("a file is inspected wherever it lies, or refused by name")
    func file() throws {
        let library = try PluginCatalogue.inspect(
            file: scratch.path("levels.so"), workerPath: Scratch.worker, clock: SystemTestClock(), cache: nil)
        #expect(StageInspection.all(of: library).count == 1)
        let error = #expect(throws: HostError.self) {
            try PluginCatalogue.inspect(
                file: scratch.path("note.so"), workerPath: Scratch.worker, clock: SystemTestClock(), cache: nil)
        }
        #expect(error?.message.contains("note.so is not a shared object (text)") == true)
    }

    @Test("a stage that is not there, or whose library failed, is an error with the reason")
    func unknown() throws {
        var error = #expect(throws: HostError.self) { try catalogue.inspect(stage: "darkness") }
        #expect(error?.code == .missing)
        error = #expect(throws: HostError.self) { try catalogue.inspect(stage: "note") }
        #expect(error?.message.contains("note.so, which is not a shared object (text)") == true)
    }

    @Test("settings of every kind are shown in words")
    func settings() throws {
        let schema = try JSONValue.parse(
            """
            {"type":"object","properties":{
             "mode":{"type":"string","enum":["fit","window"],"default":"fit","description":"How."},
             "limit":{"anyOf":[{"type":"integer"},{"type":"null"}],"default":null},
             "model":{"type":"string","x-sluice-path":"read","description":"File."},
             "token":{"type":"string","x-sluice-secret":true,"x-sluice-live":true,"default":""},
             "sizes":{"type":"array","items":{"type":"integer"},"default":[1,2]},
             "weights":{"type":"object","default":{"a":0.5},"properties":{"a":{"type":"number","minimum":0,"default":0.5}}}
            }}
            """)
        let lines = SettingLine.lines(schema)
        #expect(lines.map(\.key) == ["mode", "limit", "model", "token", "sizes", "weights", "weights.a"])
        #expect(
            lines.map(\.type) == [
                "fit|window", "whole number or null", "text", "text", "list of whole number", "object", "number",
            ])
        #expect(lines.map(\.fallback) == ["\"fit\"", "null", "-", "\"\"", "[1,2]", "", "0.5"])
        #expect(lines[2].summary == "File. (a path that is read)")
        #expect(lines[3].summary == "(secret: never shown) (may change while running)")
        #expect(lines[6].bounds == "0 and above")
    }
}
