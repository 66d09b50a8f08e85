import Foundation
import HostCore
import Testing

/// The command line of `sluice conform`; what its checks find is tested beside them.
@Suite("sluice conform")
struct ConformTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let passthrough = Sluice.plugin("passthrough")

    @Test("a sound plugin ends with 0, and the files are written")
    func sound() throws {
        let result = try Sluice.run(
            [
                "conform", Self.passthrough, "--only", "life.01", "--only", "port", "--junit", "c.xml", "--html",
                "c.html",
            ],
            in: folder)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("sound: "))
        #expect(try folder.text("c.xml").contains("<testcase"))
        #expect(try folder.text("c.html").hasPrefix("<!doctype html>"))
    }

    @Test("--json is the whole standard output")
    func json() throws {
        let result = try Sluice.run(
            ["conform", Self.passthrough, "--only", "life.01", "--seed", "9", "--json"], in: folder)
        let json = try JSONValue.parse(result.output)
        #expect(json["sound"] == true && json["seed"] == "9" && json["profile"] == "default")
    }

    @Test("a library of which no check ran does not pass")
    func nothingRan() throws {
        let result = try Sluice.run(["conform", Self.passthrough, "--only", "state"], in: folder)
        #expect(result.status == 1)
        #expect(result.output.contains("the stage saves no state"))
    }

    @Test("an id without a check, and a stage that no library has, are refused with the reason")
    func nothingThere() throws {
        let planned = try Sluice.run(["conform", Self.passthrough, "--only", "iso.04"], in: folder)
        #expect(planned.status == 2, "\(planned.output)")
        #expect(planned.errors.contains("iso.04 no-residue: tests the host"), "\(planned.errors)")
        let stage = try Sluice.run(["conform", Self.passthrough, "--stage", "passthru", "--only", "abi"], in: folder)
        #expect(stage.status == 2 && stage.output.isEmpty, "\(stage.output)")
        #expect(stage.errors.contains("no stage 'passthru'; there are io.sluice.passthrough"), "\(stage.errors)")
        let known = try Sluice.run(
            ["conform", Self.passthrough, "--stage", "passthrough", "--only", "abi.04"], in: folder)
        #expect(known.status == 0, "\(known.errors)")
    }

    @Test("a stage is run in a worker, too")
    func isolation() throws {
        let result = try Sluice.run(["conform", Self.passthrough, "--only", "iso", "--json"], in: folder)
        let report = try JSONValue.parse(result.output)["libraries"]?[0]
        let found = report?["results"]?.arrayValue?.map {
            "\($0["id"]?.stringValue ?? "") \($0["status"]?.stringValue ?? "")"
        }
        #expect(found == ["iso.01 pass", "iso.02 pass", "iso.03 pass", "iso.06 pass"], "\(result.output)")
    }

    @Test("a file that is no plugin, or is not there, ends with 3 and says why")
    func missing() throws {
        try folder.write("text", to: "text.so")
        for (file, why) in [("text.so", "not a shared object"), ("absent.so", "cannot be read"), (".", "folder")] {
            let result = try Sluice.run(["conform", file], in: folder)
            #expect(result.status == 3 && result.output.contains(why), "\(result.output)\(result.errors)")
        }
    }

    @Test(
        "a wrong command line ends with 2 and names what was meant",
        arguments: [
            (["conform"], "needs LIBRARY"), (["conform", "a.so", "--only", "mem.2"], "mem.02"),
            (["conform", "a.so", "--only", "overrread"], "overread"), (["conform", "a.so", "--level", "most"], "must"),
            (["conform", "a.so", "--seed", "x"], "whole number"), (["conform", "a.so", "--timeout", "5"], "unit"),
            (["conform", "a.so", "--junt", "f"], "--junit"),
        ])
    func wrong(words: [String], says: String) throws {
        let result = try Sluice.run(words, in: folder)
        #expect(result.status == 2 && result.errors.contains(says), "\(result.errors)")
    }

    @Test("a result that cannot be written is refused before the checks run")
    func output() throws {
        let result = try Sluice.run(["conform", Self.passthrough, "--html", "nowhere/c.html"], in: folder)
        #expect(result.status == 1 && result.errors.contains("nowhere") && result.output.isEmpty)
    }

    @Test("one check runs in the program itself for a debugger")
    func inProcess() throws {
        let result = try Sluice.run(["conform", Self.passthrough, "--only", "mem.02", "--in-process"], in: folder)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        // disc.04 loads without an environment, disc.08 listens to the standard output: both are put back.
        let several = ["disc.04", "disc.08", "life.01"].flatMap { ["--only", $0] }
        let listed = try Sluice.run(["conform", Self.passthrough, "--in-process", "-v"] + several, in: folder)
        #expect(listed.status == 0 && listed.output.contains("pass   life.01"), "\(listed.output)\(listed.errors)")
    }

    @Test("the page of the command line lists every option")
    func page() throws {
        let help = try Sluice.run(["conform", "--help"], in: folder).output
        let listed = try DocPage("docs/cli.md").table(below: "## conform").map { $0[0] }
        let lines = help.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("-") }
        let options = lines.compactMap { $0.firstMatch(of: #/--([a-z-]+)/#).map { String($0.1) } }
        #expect(options.count > 10)
        for option in options where !["help", "log-level", "json"].contains(option) {
            #expect(listed.contains { $0.contains("--\(option)") }, "--\(option)")
        }
    }
}
