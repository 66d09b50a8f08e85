import PluginSDK
import SluiceTestKit
import Testing

/// The harness must find what stages do wrong, or the tests that use it prove nothing.
@Suite struct StageHarnessTests {
    let frame = TestFrame.solid(.gray8, width: 8, height: 8, rgb: (9, 9, 9))

    func run(_ fault: BadStage.Fault, pushes: Int = 1) throws -> (StageError?, HarnessReport) {
        let harness = try StageHarness<BadStage>(["fault": .text(fault.rawValue)])
        var first: StageError?
        for _ in 0..<pushes {
            do throws(StageError) { try harness.push(frame) } catch { first = first ?? error }
        }
        return (first, harness.close())
    }

    @Test func aSoundStageIsClean() throws {
        let (error, report) = try run(.none, pushes: 3)
        #expect(error == nil)
        #expect(report.isClean)
        #expect(report.description == "clean")
    }

    @Test(
        arguments: [
            (.writesBehindAPlane, "bytes after plane 0"), (.emitsAWrongKind, "got a packet"),
            (.emitsAWrongFormat, "got rgb"), (.emitsBadJSON, "not JSON"), (.emitsAtBegin, "where it is not allowed"),
        ] as [(BadStage.Fault, String)])
    func breachesAreListed(_ fault: BadStage.Fault, _ text: String) throws {
        let (_, report) = try run(fault)
        #expect(report.violations.contains { $0.contains(text) }, "\(report)")
    }

    @Test func leaksAreListed() throws {
        let (_, report) = try run(.leaksAHold)
        #expect(report.leaks.count == 1)
        #expect(report.violations.isEmpty)
    }

    @Test func limitsAreEnforced() throws {
        #expect(try run(.holdsTooMany, pushes: 2).0?.code == .limit)
        #expect(try run(.holdsTooMany, pushes: 1).0 == nil)
        #expect(try run(.emitsTooMuch).0?.code == .limit)
    }

    @Test func itemsOfOtherKindsGoPastTheStage() throws {
        let harness = try StageHarness<BadStage>(["fault": "throwsAnError"])
        try harness.push(record: ["a": 1], type: "org.example.note")
        #expect(harness.records("org.example.note").count == 1)
        #expect(harness.close().isClean)
    }

    @Test func errorsComeBackWithTheirText() throws {
        let (error, report) = try run(.throwsAnError)
        #expect(error?.code == .missing)
        #expect(error?.message == "there is no model")
        #expect(report.isClean)
    }

    @Test func settingsAreReadAsTheHostHandsThemOver() throws {
        let unknown = #expect(throws: StageError.self) { try StageHarness<BadStage>(["falt": "none"]) }
        #expect(unknown?.message.contains("falt") == true)
        let wrong = #expect(throws: StageError.self) { try StageHarness<BadStage>(["fault": 3]) }
        #expect(wrong?.message.contains("emitsBadJSON") == true)
        var settings = BadStage.Settings()
        settings.fault = .throwsAnError
        let harness = try StageHarness<BadStage>(settings: settings)
        #expect(throws: StageError.self) { try harness.push(frame) }
        #expect(harness.close().isClean)
    }
}
