import CSluice
import Foundation
import HostCore
import HostSandbox
import TestPlugins
import Testing

@testable import HostLoading

/// A way to misbehave, and what the host says of it.
struct Fault: Sendable, CustomTestStringConvertible {
    let defines: [String]
    let kind: LoadFailure.Kind
    let says: [String]

    init(_ defines: String..., is kind: LoadFailure.Kind, says: String...) {
        self.defines = defines
        self.kind = kind
        self.says = says
    }

    var testDescription: String { defines.joined(separator: " ") }
}

@Suite("Scanning plugins", .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct ScanTests {
    static let faults = [
        Fault(
            "FAULT_REFUSE", is: .refused,
            says: "refuses this host: faulty 1.0.0 needs contract 2.3, the host offers 1.0"),
        Fault(
            "FAULT_MAJOR_SYMBOL", is: .otherContract, says: "is built for contract 2, this host speaks contract 1.0"),
        Fault(
            "DRAFT=99", is: .otherContract,
            says: "contract 1.0 draft 99, this host speaks contract 1.0 draft \(SLUICE_ABI_DRAFT)"),
        Fault(
            "FAULT_MINOR", is: .otherContract, says: "contract 1.7 draft \(SLUICE_ABI_DRAFT), this host",
            "update the host"),
        Fault(
            "FAULT_CRASH", is: .crashed,
            says: "crashed while it was loaded (constructors) with SIGSEGV, saying \"loaded and about to crash\", in ",
            "loaded of faulty.so"),
        Fault("FAULT_ABORT", is: .crashed, says: "crashed in describe with SIGABRT", "--rescan"),
        Fault(
            "FAULT_EXIT", is: .exited,
            says: "ended the process while it was loaded (constructors), with exit status 0", "must not call exit"),
        Fault("FAULT_NO_ENTRY", is: .noEntry, says: "does not export sluice_plugin_entry_v1"),
        Fault("FAULT_JSON", is: .badManifest, says: "has a manifest that is not JSON", "at byte 24"),
        Fault("FAULT_FIELD", is: .badManifest, says: "stage org.example.faulty.inputs of the manifest must be a list"),
        Fault("FAULT_ID", is: .badManifest, says: "names the stage org.example.other, for which it has no table"),
        Fault("ID=faulty", is: .badManifest, says: "the stage id 'faulty' is not like org.example.brightness"),
        Fault("FAULT_DESCRIBE", is: .describeFailed, says: "describe returned -9"),
        Fault("FAULT_FLOOD", is: .badManifest, says: "has a manifest of more than 4 MiB"),
        Fault("FAULT_SIZE", is: .badTable, says: "its library table has struct_size 8"),
        Fault("FAULT_CLASS_SIZE", is: .badTable, says: "the table of its stage 0 has struct_size 16"),
        Fault("FAULT_SLOT", is: .badTable, says: "process and produce are both NULL", "org.example.faulty"),
        Fault("FAULT_TWICE", is: .badTable, says: "it lists the stage org.example.faulty twice"),
        Fault("FAULT_SYMBOL", is: .unlinkable, says: "function_that_is_nowhere, which no library that it names has"),
    ]

    @Test("a fault is named for what it is", arguments: faults)
    func fault(_ fault: Fault) throws {
        let scratch = try Scratch()
        try FixturePlugin.build(scratch.path("faulty.so"), defines: fault.defines)
        let catalogue = try scratch.catalogue(.scan)
        #expect(catalogue.libraries.isEmpty)
        let refused = try #require(catalogue.refused.first)
        #expect(refused.failure.kind == fault.kind)
        for text in fault.says { #expect(refused.failure.message.contains(text), "\(refused.failure.message)") }
        guard case .failed(let failure) = catalogue.stages.find("faulty") else {
            Issue.record("the catalogue does not say that faulty is in a library that failed")
            return
        }
        #expect(failure.library.hasSuffix("/faulty.so") && failure.reason == refused.failure.message)
    }

    @Test("a well-made plugin gives its manifest")
    func wellMade() throws {
        let scratch = try Scratch()
        try FixturePlugin.buildExample(scratch.path("levels.so"))
        let catalogue = try scratch.catalogue(.scan)
        #expect(catalogue.refused.isEmpty)
        let library = try #require(catalogue.libraries.first)
        #expect(library.source == .scan)
        #expect(library.warnings.isEmpty)
        #expect(library.buildID.count == 40)
        #expect(library.manifest.stages.map(\.id) == ["org.example.levels"])
        guard case .found(let entry) = catalogue.stages.find("levels@1") else {
            Issue.record("the stage is not found by its last part")
            return
        }
        #expect(entry.library == library.path)
    }

    private static let swiftPlugin = Scratch.worker.replacingOccurrences(of: "sluice-worker", with: "libpassthrough.so")

    @Test(
        "a Swift plugin that shares the Swift runtime is usable, with a warning",
        .enabled(
            if: (try? LibraryIdentity(swiftPlugin).elf.sharesSwiftRuntime) == true,
            "the debug build has no libpassthrough.so that shares the runtime"))
    func sharedRuntime() throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: Self.swiftPlugin, toPath: scratch.path("libpassthrough.so"))
        let catalogue = try scratch.catalogue(.scan)
        #expect(catalogue.libraries.first?.warnings.first?.contains("libswiftCore.so") == true)
        #expect(catalogue.libraries.first?.manifest.stages.map(\.id) == ["io.sluice.passthrough"])
        #expect(PluginsReport(catalogue).text.contains("ready, with a warning"))
    }

    static let trespasses = [
        Fault(
            "FAULT_SOCKET", is: .forbidden, says: "reached out while it was loaded (constructors)", "socket(AF_INET)"),
        Fault("FAULT_EXEC", is: .forbidden, says: "execve(/bin/true)", "from faulty.so", "create or start"),
        Fault("FAULT_FORK", is: .forbidden, says: "(a new process)"),
        Fault("FAULT_KILL", is: .forbidden, says: "kill(signal 15 to process"),
        Fault("FAULT_SOCKET", "FAULT_LATE", is: .forbidden, says: "reached out in describe", "from faulty.so"),
    ]

    @Test(
        "a plugin that reaches out when it is loaded is refused, and what it did is named",
        .enabled(if: Sandbox.support().hasCallFilters, "this kernel has no system-call filters"), arguments: trespasses)
    func trespass(_ fault: Fault) throws { try self.fault(fault) }

    @Test(
        "a plugin that writes a file when it is loaded is refused, and the file is not there",
        .enabled(if: Sandbox.support().hasCallFilters, "this kernel has no system-call filters"))
    func writes() throws {
        let scratch = try Scratch()
        let written = scratch.path("written")
        try FixturePlugin.build(scratch.path("faulty.so"), defines: ["FAULT_WRITE=\"\(written)\""])
        let failure = try #require(try scratch.catalogue(.scan).refused.first?.failure)
        #expect(failure.kind == .forbidden)
        #expect(failure.message.contains("(\(written)), from faulty.so"), "\(failure.message)")
        #expect(!FileManager.default.fileExists(atPath: written))
    }

    @Test("a plugin that looks for a file that it may not read is no worse for that")
    func looks() throws {
        let scratch = try Scratch()
        try FixturePlugin.build(scratch.path("faulty.so"), defines: ["FAULT_LOOK"])
        #expect(try scratch.catalogue(.scan).libraries.map(\.manifest.name) == ["faulty"])
    }

    @Test("what a plugin prints does no harm")
    func prints() throws {
        let scratch = try Scratch()
        try FixturePlugin.build(scratch.path("faulty.so"), defines: ["FAULT_PRINT"])
        #expect(try scratch.catalogue(.scan).libraries.map(\.manifest.name) == ["faulty"])
    }

    @Test("what a plugin writes to strange descriptors is not believed")
    func strangeDescriptors() throws {
        let scratch = try Scratch()
        try FixturePlugin.build(scratch.path("faulty.so"), defines: ["FAULT_CHANNEL"])
        #expect(try scratch.catalogue(.scan).libraries.map(\.manifest.name) == ["faulty"])
    }

    @Test(
        "a plugin that hangs is ended at the deadline",
        arguments: [
            ("FAULT_HANG", "hung in describe: no answer within 300 s"),
            ("FAULT_HANG_LOADING", "hung while it was loaded (constructors)"),
        ])
    func hangs(define: String, says: String) throws {
        let scratch = try Scratch()
        let marker = scratch.path("marker")
        try FixturePlugin.build(scratch.path("faulty.so"), defines: [define, "MARKER=\"\(marker)\""])
        let failure = try #require(try scratch.catalogue(.scan, clock: MarkerClock(marker: marker)).refused.first)
        #expect(failure.failure.kind == .hung)
        #expect(failure.failure.message.contains(says), "\(failure.failure.message)")
    }

    @Test("a missing library is named, with the package that has it")
    func missingDependency() throws {
        let scratch = try Scratch()
        let needed = scratch.path("libsluicemissing.so.3")
        try FixturePlugin.buildNeeded(needed)
        try FixturePlugin.build(scratch.path("faulty.so"), defines: ["FAULT_NEEDED"], flags: [needed])
        try FileManager.default.removeItem(atPath: needed)
        let failure = try #require(try scratch.catalogue(.scan).refused.first?.failure)
        #expect(failure.kind == .missingDependency)
        #expect(failure.message.contains("needs libsluicemissing.so.3, which is not installed"), "\(failure.message)")
        #expect(failure.message.contains("libsluicemissing3"), "\(failure.message)")
    }

    @Test("a worker that is not there is an error that says where it should be")
    func noWorker() throws {
        let scratch = try Scratch()
        try FixturePlugin.build(scratch.path("faulty.so"))
        let error = #expect(throws: HostError.self) { try scratch.catalogue(.scan, worker: Scratch.noWorker) }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("/nowhere/sluice-worker: No such file or directory") == true)
    }
}
