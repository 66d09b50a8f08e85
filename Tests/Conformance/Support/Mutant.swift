import Foundation
import HostConformance
import HostCore
import HostLoading
import Testing

/// A broken specimen, from `Mutants/mutants.json`.
struct Mutant: Sendable, CustomTestStringConvertible {
    /// The check that must find it.
    let check: String
    let fault: String
    /// The stage that has the fault; empty when the library has.
    let stage: String
    /// Other checks that find it as well, when all run.
    let also: [String]
    let flags: [String]
    let sidecar: String
    let needsByPath: Bool
    let hangs: Bool
    /// What the finding has to name; empty where any words do.
    let says: String
    let expectations: JSONValue?

    var testDescription: String { "\(check) \(fault)" }

    static let all: [Mutant] = {
        let file = Specimen.sources.appendingPathComponent("mutants.json")
        let bytes = (try? Data(contentsOf: file)).map(Array.init) ?? []
        return (try? JSONValue.parse(bytes))?.arrayValue?.map { Mutant($0) } ?? []
    }()

    init(_ json: JSONValue) {
        check = json["check"]?.stringValue ?? ""
        fault = json["fault"]?.stringValue ?? ""
        stage = json["stage"]?.stringValue ?? ""
        also = json["also"]?.arrayValue?.compactMap(\.stringValue) ?? []
        flags = json["flags"]?.arrayValue?.compactMap(\.stringValue) ?? ["-Wl,-z,defs"]
        sidecar = json["sidecar"]?.stringValue ?? ""
        needsByPath = json["needs"] == "path"
        hangs = json["hangs"] == true
        says = json["says"]?.stringValue ?? ""
        expectations = json["expectations"]
    }

    /// Builds it in a folder, with its manifest; a fault of the manifest is put into that.
    func build(in folder: TestFolder) throws -> String {
        var flags = flags
        if needsByPath {
            let text = "int function_of_the_missing_library(void) { return 1; }\n"
            flags.append(try Specimen.compile(text: text, to: folder.file("needed.so")))
        }
        let path = try Specimen.build(
            in: folder.path, fault: fault, defines: hangs ? ["MARKER=\"\(folder.file("marker"))\""] : [], flags: flags)
        try? FileManager.default.removeItem(atPath: folder.file("needed.plugin.json"))
        try Specimen.writeManifests(folder.path)
        if sidecar == "garbage" { try folder.write("{", to: "specimen.plugin.json") }
        if sidecar == "edited" {
            let text = try String(contentsOfFile: folder.file("specimen.plugin.json"), encoding: .utf8)
            try folder.write(text.replacingOccurrences(of: "Specimen.", with: "Another."), to: "specimen.plugin.json")
        }
        if let expectations { try folder.write(expectations.text, to: "specimen.conform.json") }
        return path
    }

    /// Runs checks on it.
    func report(only: [String]) throws -> LibraryReport {
        let folder = try TestFolder()
        let path = try build(in: folder)
        let short = stage.isEmpty ? "org.example.specimen.marker" : stage
        let clock = hangs ? TestClock(marker: folder.file("marker")) : TestClock()
        return try Suite(.test(only: only, stage: short), clock: clock).run(path)
    }
}
