import Foundation
import HostConformance
import HostCore
import HostLoading
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What is written about a run.
@Suite("Conformance reports", .enabled(if: Specimen.compiler != nil, Specimen.noCompiler))
struct ReportTests {
    /// A report with a failure, a warning, a skip, a pass and a library that cannot be checked.
    private static let report: SuiteReport? = try? {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path, fault: "wrong_port")
        let settings = SuiteSettings.test(only: ["port.03", "meta", "disc.01", "disc.03"], stage: "marker")
        let suite = Suite(settings, clock: TestClock())
        let text = try folder.write("a < b & \"c\"", to: "text.so")
        return SuiteReport(
            [try suite.run(path), try suite.run(text)], seed: 7, isFull: false, version: "1.2.3", started_wall_ns: 1)
    }()

    @Test("JSON says all that was found, with the line that runs it again")
    func json() throws {
        let report = try #require(Self.report)
        let json = try JSONValue.parse(report.json.text)
        #expect(json["sluice_conform"] == 1 && json["seed"] == "7" && json["sound"] == false)
        let library = try #require(json["libraries"]?[0])
        let results = library["results"]?.arrayValue ?? []
        #expect(library["counts"]?["fail"] == 1)
        let own = try #require(results.first { $0["id"] == "port.03" })
        #expect(own["status"] == "fail" && own["level"] == "must" && own["text"]?.stringValue?.isEmpty == false)
        #expect(own["reproduce"]?.stringValue?.contains("--only port.03 --stage org.example.specimen.marker") == true)
        #expect(results.contains { $0["status"] == "warn" && $0["id"] == "disc.01" })
        #expect(results.contains { $0["status"] == "skip" && $0["text"]?.stringValue?.isEmpty == false })
        let refused = try #require(json["libraries"]?[1])
        #expect(refused["refusal"]?["kind"] == "not-a-shared-object" && refused["results"]?.arrayValue?.isEmpty == true)
    }

    @Test("JUnit's XML is well formed and counts right")
    func junit() throws {
        let report = try #require(Self.report)
        let counter = ElementCounter()
        let parser = XMLParser(data: Data(report.junit.utf8))
        parser.delegate = counter
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(counter.counts["testsuite"] == 2)
        #expect(counter.counts["testcase"] == report.libraries[0].results.count + 1)
        #expect(counter.counts["failure"] == 1)
        #expect(counter.counts["error"] == 1 + report.libraries[0].count(.error))
        #expect(counter.counts["skipped"] == report.libraries[0].count(.skip))
    }

    @Test("the page needs nothing from elsewhere, and takes nothing for markup that is text")
    func html() throws {
        let page = try #require(Self.report).html
        for attribute in ["src=", "href=", "url(", "@import", "<script"] { #expect(!page.contains(attribute)) }
        #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
        for text in ["port.03", "sluice conform", "cannot be checked", "org.example.specimen 1.0.0"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(XMLText.escaped("<a href='x'>&\u{1}") == "&lt;a href=&#39;x&#39;&gt;&amp; ")
    }

    @Test("the text names what is wrong, what it asserts, and the line that runs it again")
    func text() throws {
        let text = try #require(Self.report).text()
        #expect(
            text.contains("fail   port.03 output-as-negotiated [org.example.specimen.marker]: emitted to output 7 of 1")
        )
        #expect(text.contains("asserts: All that is emitted has a declared port"))
        #expect(text.contains("again: sluice conform "))
        #expect(text.contains("2 libraries: 0 sound, 2 not"))
    }

    @Test("a plugin's own file changes a level, and its reason is told; one that makes no sense is refused")
    func levels() throws {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path, fault: "extra_export")
        let levels = """
            {"sluice_conform": 1, "levels": {"disc.06": {"level": "must", "reason": "we promised it"}}}
            """
        try folder.write(levels, to: "specimen.conform.json")
        let suite = Suite(.test(only: ["disc.06"]), clock: TestClock())
        let result = try #require(try suite.run(path).results.first)
        #expect(result.status == .fail && result.levelReason.contains("we promised it"))
    }

    @Test(
        "a plugin's own file that makes no sense, or says what nobody would heed, is refused by name",
        arguments: [
            ("{", "is not JSON"), ("{}", "does not say"), (#"{"sluice_conform": 1, "level": {}}"#, "mean 'levels'"),
            (#"{"sluice_conform": 1, "levels": {"disc.06": {"level": "info"}}}"#, "a reason for disc.06"),
            (#"{"sluice_conform": 1, "levels": {"disc.60": {"level": "info", "reason": "x"}}}"#, "is no check"),
            (#"{"sluice_conform": 1, "stages": 5}"#, "an object for 'stages'"),
            (#"{"sluice_conform": 1, "stages": {"org.example.other": {}}}"#, "the stage 'org.example.other', and"),
            (#"{"sluice_conform": 1, "stages": {"a": {"determinstic": false}}}"#, "mean 'deterministic'"),
            (#"{"sluice_conform": 1, "stages": {"a": {"deterministic": "no"}}}"#, "true or false"),
            (#"{"sluice_conform": 1, "stages": {"a": {"width": 0}}}"#, "from 1 to 16384"),
            (#"{"sluice_conform": 1, "stages": {"a": {"packets": [1]}}}"#, "a list of texts"),
            (#"{"sluice_conform": 1, "stages": {"a": {"grants": ["net"]}}}"#, "there are"),
        ])
    func expectations(text: String, says: String) throws {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path)
        try folder.write(text, to: "specimen.conform.json")
        let refused = #expect(throws: HostError.self) {
            try Suite(.test(only: ["disc.06"]), clock: TestClock()).run(path)
        }
        #expect(refused?.message.contains(says) == true, "\(refused?.message ?? "")")
    }

    @Test("checks can be run in this process")
    func inProcess() async {
        // In a process of its own: the working folder belongs to all tests.
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            let path = try Specimen.build(in: folder.path)
            let home = FileManager.default.currentDirectoryPath
            let suite = Suite(.test(only: ["life.01", "flow.01", "det.01"], stage: "counter"), clock: TestClock())
            let report = try suite.runInProcess(path)
            #expect(report.isSound && report.executed == 3, "\(report.findings)")
            #expect(FileManager.default.currentDirectoryPath == home)
        }
    }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) { counts[name, default: 0] += 1 }
}
