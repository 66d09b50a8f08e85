import Foundation
import HostConformance
import HostLoading
import Testing

@testable import HostConformance

/// Each check is proven on a plugin that is broken on purpose.
@Suite("Mutants", .enabled(if: Specimen.compiler != nil, Specimen.noCompiler))
struct MutantTests {
    @Test("the check of a mutant finds it, and no guard beside it", arguments: Mutant.all)
    func found(mutant: Mutant) throws {
        try judge(mutant, mutant.report(only: [mutant.check]))
    }

    /// All checks on all mutants: minutes, so only when asked for.
    @Test(
        "nothing but a mutant's own list finds it",
        .enabled(
            if: ProcessInfo.processInfo.environment["SLUICE_MUTANT_MATRIX"] == "1", "SLUICE_MUTANT_MATRIX=1 runs it"),
        arguments: Mutant.all.filter { !$0.hangs })
    func matrix(mutant: Mutant) throws {
        try judge(mutant, mutant.report(only: []))
    }

    private func judge(_ mutant: Mutant, _ report: LibraryReport) throws {
        let found = Set(
            report.results.filter { result in
                // What measures time says nothing on a busy machine, but where it is the mutant's own.
                let isHint = result.status == .warn && Catalogue.check(result.id)?.measuresTime == true
                return result.status != .pass && result.status != .skip && (!isHint || result.id == mutant.check)
            }.map(\.id))
        #expect(found.contains(mutant.check), "\(report.results.map { "\($0.id) \($0.status) \($0.text)" })")
        let others = found.subtracting(mutant.also + [mutant.check])
        #expect(others.isEmpty, "\(report.findings)")
        if let own = report.results.first(where: { $0.id == mutant.check && $0.status != .pass && $0.status != .skip })
        {
            #expect(!own.text.isEmpty && own.reproduce.contains("--only"))
            #expect(mutant.says.isEmpty || own.text.contains(mutant.says), "\(own.text)")
            if found == [mutant.check] { #expect(report.isSound == (own.status == .warn)) }
            if mutant.hangs { #expect(own.status == .hang) }
        }
    }

    @Test("each check has a mutant, and each mutant a check and a fault that is there")
    func complete() throws {
        let swift = Set(SwiftMutantTests.mutants.map(\.check))
        let covered = Set(Mutant.all.map(\.check)).union(swift)
        for check in Catalogue.checks { #expect(covered.contains(check.id), "\(check.id) \(check.slug) has no mutant") }
        for mutant in Mutant.all { #expect(Catalogue.check(mutant.check) != nil, "\(mutant.check) is no check") }
        let faults = try String(contentsOf: Specimen.sources.appendingPathComponent("faults.h"), encoding: .utf8)
        for mutant in Mutant.all where mutant.fault != "none" {
            #expect(faults.contains("fault_\(mutant.fault),"), "there is no fault \(mutant.fault)")
        }
        let named = Set(Mutant.all.map(\.fault))
        for line in faults.split(separator: "\n") where line.hasPrefix("    fault_") {
            let name = line.dropFirst(10).prefix { $0 != "," }
            #expect(named.contains(String(name)), "no mutant has the fault \(name)")
        }
    }

    @Test("where no worker can be started, the reason to skip says so")
    func noWorker() {
        #expect(WorkerBench.obstacle(worker: WorkerProgram.path()) == nil)
        #expect(WorkerBench.obstacle(worker: "/nowhere/sluice-worker")?.contains("/nowhere/sluice-worker") == true)
    }

    @Test("a specimen without a fault passes everything, without a warning")
    func specimen() throws {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path)
        try Specimen.writeManifests(folder.path)
        let report = try Suite(.test(), clock: TestClock()).run(path)
        let findings = report.results.filter { result in
            // What measures time says nothing on a machine that others use.
            let measuresTime = Catalogue.check(result.id)?.measuresTime == true
            return result.status != .pass && result.status != .skip && !(measuresTime && result.status == .warn)
        }
        #expect(findings.isEmpty, "\(report.findings)")
        #expect(report.isSound && report.executed > 350)
    }
}

/// Faults that only Swift has.
@Suite("Mutants in Swift")
struct SwiftMutantTests {
    struct SwiftMutant: Sendable, CustomTestStringConvertible {
        let check: String
        let stage: String
        let status: Status
        var testDescription: String { "\(check) \(stage)" }
    }

    static let mutants = [
        SwiftMutant(check: "thr.07", stage: "org.example.swift-mutant.pool-hog", status: .warn),
        SwiftMutant(check: "life.01", stage: "org.example.swift-mutant.trap", status: .crash),
        SwiftMutant(check: "mem.07", stage: "org.example.swift-mutant.cycle-leak", status: .fail),
    ]

    @Test("the check of a mutant in Swift finds it", arguments: mutants)
    func found(mutant: SwiftMutant) throws {
        let library = Paths.folder(WorkerProgram.path()) + "/libswift-mutants.so"
        let report = try Suite(.test(only: [mutant.check], stage: mutant.stage), clock: TestClock()).run(library)
        let own = try #require(report.results.first { $0.id == mutant.check })
        #expect(own.status == mutant.status, "\(own.text)")
        #expect(report.findings.count == 1, "\(report.findings)")
        if mutant.status == .crash { #expect(own.complaint.contains("five is too much")) }
    }

    @Test("a plugin in Swift that is well made passes everything")
    func brightness() throws {
        let library = Paths.folder(WorkerProgram.path()) + "/libbrightness.so"
        var settings = SuiteSettings.test()
        // A debug build shares the Swift runtime, and has no manifest beside it.
        settings.skip = ["disc.01", "disc.05"]
        let report = try Suite(settings, clock: TestClock()).run(library)
        let findings = report.results.filter { result in
            let measuresTime = Catalogue.check(result.id)?.measuresTime == true
            return result.status != .pass && result.status != .skip && !(measuresTime && result.status == .warn)
        }
        #expect(findings.isEmpty, "\(report.findings)")
        #expect(report.isSound)
    }
}
