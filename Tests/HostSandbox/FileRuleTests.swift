import Foundation
import Glibc
import HostSandbox
import Testing

@Suite("Files in the sandbox", .enabled(if: Kernel.hasLandlock && Kernel.hasFilters, "this kernel has no Landlock"))
struct FileRuleTests {
    @Test("a file outside is neither read nor written, and is named")
    func outside() throws {
        let folder = try Folder()
        let file = try folder.file("model.onnx")
        let reading = try Probe("read", file)
        #expect(reading.error == EACCES, "\(reading.account)")
        #expect(reading.remains.refusals.map(\.remedy) == [.readable(file)])
        #expect(reading.remains.refusals.first?.isProbe == true)
        let writing = try Probe("write", folder.path + "/new")
        #expect(writing.error == EACCES, "\(writing.account)")
        #expect(writing.remains.refusals.map(\.remedy) == [.writable(folder.path)])
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
    }

    @Test("folders are not made, files not removed", arguments: ["mkdir", "unlink"])
    func changes(action: String) throws {
        let folder = try Folder()
        let file = try folder.file("kept")
        let path = action == "mkdir" ? folder.path + "/new" : file
        let probe = try Probe(action, path, under: SandboxPolicy(readable: [folder.path]))
        #expect(probe.error == EACCES, "\(probe.account)")
        #expect(probe.remains.refusals.first?.detail == path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["kept"])
    }

    @Test("a readable folder is read with all below it, and not written")
    func readable() throws {
        let folder = try Folder()
        let file = try folder.file("a")
        let policy = SandboxPolicy(readable: [folder.path])
        #expect(try Probe("read", file, under: policy).error == 0)
        #expect(try Probe("list", folder.path, under: policy).error == 0)
        #expect(try Probe("write", file, under: policy).error == EACCES)
    }

    @Test("a single file is readable without its folder")
    func singleFile() throws {
        let folder = try Folder()
        let file = try folder.file("a")
        let other = try folder.file("b")
        let policy = SandboxPolicy(readable: [file])
        #expect(try Probe("read", file, under: policy).error == 0)
        #expect(try Probe("read", other, under: policy).error == EACCES)
    }

    @Test("a writable folder is written", arguments: ["write", "mkdir"])
    func writable(action: String) throws {
        let folder = try Folder()
        let probe = try Probe(action, folder.path + "/new", under: SandboxPolicy(writable: [folder.path]))
        #expect(probe.error == 0, "\(probe.account)")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/new"))
        #expect(probe.remains.refusals.isEmpty)
    }

    @Test("a writable folder that is not there is an error with a remedy, before anything runs")
    func missing() throws {
        let probe = try Probe("thread", under: SandboxPolicy(writable: ["/nowhere/at/all"]))
        #expect(probe.status >> 8 == 3)
        #expect(probe.output.contains("/nowhere/at/all cannot be opened to sandboxed stages for writing"))
    }

    @Test("a link out of a granted folder leads nowhere")
    func link() throws {
        let folder = try Folder()
        let outside = try Folder()
        let file = try outside.file("secret")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: file)
        #expect(try Probe("read", folder.path + "/link", under: SandboxPolicy(readable: [folder.path])).error == EACCES)
    }

    @Test("what the system's libraries read stays readable", arguments: ["/usr", "/proc/self", "/etc/passwd"])
    func system(path: String) throws { #expect(try Probe("read", path).error == 0) }

    @Test(
        "other processes' and the user's files are not", arguments: ["/proc/1/status", "/etc/shadow", "/home"])
    func notSystem(path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        #expect(try Probe("read", path).error == EACCES)
    }

    @Test("without Landlock, and with nothing to write, files are opened for reading only")
    func fallback() throws {
        let folder = try Folder()
        let file = try folder.file("a")
        #expect(try Probe("read", file, features: "no-landlock").error == 0)
        for (action, path) in [("write", file), ("mkdir", folder.path + "/new"), ("unlink", file)] {
            let probe = try Probe(action, path, features: "no-landlock")
            #expect(probe.error == EPERM, "\(action): \(probe.account)")
            #expect(probe.remains.refusals.first?.detail == path)
        }
        #expect(try Probe("thread", features: "no-landlock").error == 0)
    }

    @Test("without filters, files are confined all the same")
    func filesAlone() throws {
        let folder = try Folder()
        #expect(try Probe("write", folder.path + "/new", features: "no-filters").error == EACCES)
    }
}
