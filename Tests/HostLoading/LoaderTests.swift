import CSluice
import Foundation
import HostCore
import TestPlugins
import Testing

@testable import HostLoading

@Suite(
    "Loading plugins into the host",
    .enabled(if: FixturePlugin.compiler != nil, Comment(rawValue: FixturePlugin.noCompiler)))
struct LoaderTests {
    private let scratch: Scratch
    private let loader = PluginLoader()

    init() throws { scratch = try Scratch() }

    @Test("a library is loaded once and gives its stage classes")
    func loads() throws {
        let path = try FixturePlugin.buildExample(scratch.path("levels.so"))
        let library = try loader.open(path)
        #expect(library.stageIDs == ["org.example.levels"])
        let stageClass = try #require(library.stageClass("org.example.levels"))
        #expect(stageClass.pointee.process != nil && stageClass.pointee.produce == nil)
        #expect(try loader.open(path, expecting: library.buildID).stageClass("org.example.levels") == stageClass)
        #expect(library.stageClass("levels") == nil)
    }

    @Test("a new build in a second file stands beside the old one")
    func reload() throws {
        let path = try FixturePlugin.build(scratch.path("faulty.so"))
        let old = try loader.open(path)
        let next = try FixturePlugin.build(scratch.path("next"), defines: ["ID=org.example.later"])
        rename(next, path)
        let new = try loader.open(path)
        #expect(old.stageIDs == ["org.example.faulty"] && new.stageIDs == ["org.example.later"])
        #expect(old.buildID != new.buildID)
    }

    @Test("a build that was not scanned is not loaded")
    func replaced() throws {
        let path = try FixturePlugin.build(scratch.path("faulty.so"))
        let error = #expect(throws: HostError.self) { try loader.open(path, expecting: "0123") }
        #expect(error?.message.contains("faulty.so was replaced after it was scanned") == true)
    }

    @Test("a file that is overwritten in use is refused")
    func overwritten() throws {
        let path = try FixturePlugin.build(scratch.path("faulty.so"), flags: ["-Wl,--build-id=none"])
        _ = try loader.open(path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        handle.seekToEndOfFile()
        handle.write(Data([0]))
        handle.closeFile()
        let error = #expect(throws: HostError.self) { try loader.open(path) }
        #expect(error?.message.contains("was overwritten while it was in use; replace plugins by rename") == true)
    }

    @Test(
        "what cannot be used is refused with the reason",
        arguments: [
            ("FAULT_REFUSE", "needs contract 2.3, the host offers 1.0"), ("DRAFT=99", "contract 1.0 draft 99"),
            ("FAULT_SLOT", "process and produce are both NULL"),
        ])
    func refused(define: String, says: String) throws {
        let path = try FixturePlugin.build(scratch.path("faulty.so"), defines: [define])
        let error = #expect(throws: HostError.self) { try loader.open(path) }
        #expect(error?.code == .plugin)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test("a library that is not there is missing")
    func absent() {
        let error = #expect(throws: HostError.self) { try loader.open("/nowhere/x.so") }
        #expect(error?.code == .missing)
        #expect(error?.message == "plugin /nowhere/x.so cannot be read: No such file or directory")
    }

    @Test("what the dynamic linker says is read for the cause")
    func complaints() {
        func failure(_ text: String) -> LoadFailure {
            LinkerComplaint.failure(text, library: "/p/x.so", needed: ["libdlib.so.19"])
        }
        let missing = ": cannot open shared object file: No such file or directory"
        let direct = failure("libdlib.so.19" + missing)
        #expect(direct.message == "needs libdlib.so.19, which is not installed; on Debian 12: apt install libdlib19.1")
        #expect(failure("libx264.so.164" + missing).message.contains("through another library"))
        #expect(failure("libx264.so.164" + missing).message.hasSuffix("usually in the package libx264-164"))
        #expect(failure("libswiftCore.so" + missing).message.hasSuffix("build the plugin with -static-stdlib"))
        let old = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found (required by /p/x.so)"
        #expect(failure(old).message.hasPrefix("needs GLIBC_2.99, which this system's libraries are too old for"))
        #expect(failure("something else").message == "cannot be loaded: something else")
    }
}
