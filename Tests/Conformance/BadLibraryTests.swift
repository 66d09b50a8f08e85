import CHostShim
import Foundation
import HostConformance
import HostLoading
import Testing

/// Files that are no plugins, or that misbehave as soon as they are touched: each is named for what it is.
@Suite("Bad libraries", .enabled(if: Specimen.compiler != nil, Specimen.noCompiler))
struct BadLibraryTests {
    private func run(_ path: String, only: [String] = ["disc", "abi"]) throws -> LibraryReport {
        try Suite(.test(only: only), clock: TestClock()).run(path)
    }

    private func library(_ folder: TestFolder, _ extra: String, flags: [String] = []) throws -> String {
        let headers = Specimen.root.appendingPathComponent("PluginSDK/CABI/include").path
        let source = try String(
            contentsOf: Specimen.root.appendingPathComponent("Tests/Fixtures/Plugins/faulty.c"), encoding: .utf8)
        return try Specimen.compile(
            text: source + extra, to: folder.file("bad.so"),
            flags: ["-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", headers] + flags)
    }

    @Test(
        "what is no shared object for this host is refused for what it is",
        arguments: [
            ("", "is empty"), ("int main", "not a shared object"), ("folder", "folder"), ("absent", "cannot be read"),
        ])
    func notALibrary(content: String, reason: String) throws {
        let folder = try TestFolder()
        switch content {
        case "folder":
            try FileManager.default.createDirectory(atPath: folder.file("bad.so"), withIntermediateDirectories: true)
        case "absent": break
        default: try folder.write(content, to: "bad.so")
        }
        let report = try run(folder.file("bad.so"))
        let refusal = try #require(report.refusal)
        #expect(refusal.message.contains(reason), "\(refusal)")
        #expect(!report.isSound && report.results.isEmpty)
    }

    @Test("a library for another machine, one that is cut off, and one without the entry")
    func otherFiles() throws {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: folder.file("cut.so")))
        #expect(try run(folder.file("cut.so")).refusal?.kind == .truncated)
        bytes[18] = 0xF3
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("other.so")))
        let other = try #require(try run(folder.file("other.so")).refusal)
        #expect(other.kind == .otherMachine && other.message.contains("riscv64"), "\(other)")
        let plain = try Specimen.compile(text: "int f(void) { return 1; }\n", to: folder.file("plain.so"))
        #expect(try run(plain).refusal?.kind == .noEntry)
    }

    @Test("a library that needs another one which is not there")
    func missingLibrary() throws {
        let folder = try TestFolder()
        let needed = try Specimen.compile(
            text: "int function_of_the_missing_library(void) { return 1; }\n", to: folder.file("libneeded.so"),
            flags: ["-shared", "-fPIC", "-Wl,-soname,libneeded.so.7"])
        let path = try library(folder, "", flags: ["-DFAULT_NEEDED", needed])
        let report = try run(path)
        #expect(report.refusal?.kind == .missingDependency)
        let load = try #require(report.results.first { $0.id == "disc.03" })
        #expect(load.status == .fail && load.text.contains("libneeded.so.7"), "\(load.text)")
    }

    @Test("a library that exits, crashes, prints or forks while it is loaded, or lists a stage twice")
    func misbehaving() throws {
        let exits = try found("FAULT_EXIT", "disc.03")
        #expect(exits.status == .crash && exits.text.contains("while it was loaded"), "\(exits.text)")
        let crashes = try found("FAULT_CRASH", "disc.03")
        #expect(crashes.status == .crash && crashes.text.contains("SIGSEGV"), "\(crashes.text)")
        #expect(crashes.complaint.contains("loaded and about to crash"))
        let prints = try found("FAULT_PRINT", "disc.08")
        #expect(prints.status == .fail && prints.text.contains("standard output"), "\(prints.text)")
        let forks = try found("FAULT_LEAVE_CHILD", "disc.08")
        #expect(forks.status == .fail && forks.text.contains("process"), "\(forks.text)")
        let twice = try found("FAULT_TWICE", "survey")
        #expect(twice.status == .error && twice.text.contains("twice"), "\(twice.text)")
    }

    @Test("a library that floods the descriptor on which a check answers is named for that")
    func flood() throws {
        let folder = try TestFolder()
        // The descriptor's number is not told.
        let flood = """
            #include <sys/stat.h>
            __attribute__((constructor)) static void flood(void) {
                static char lines[16 << 20];
                memset(lines, 'x', sizeof lines);
                struct stat facts;
                for (int fd = 3; fd < 1024; ++fd) {
                    if (fstat(fd, &facts) == 0 && S_ISFIFO(facts.st_mode)) (void)!write(fd, lines, sizeof lines);
                }
            }
            """
        let report = try run(try library(folder, flood), only: ["disc.03"])
        let result = try #require(report.results.first { $0.id == "disc.03" }, "\(report.findings)")
        #expect(result.status == .fail, "\(result)")
        let place = "to the descriptor of the check, which is not its own, while it was loaded"
        #expect(result.text.contains("more than 8 MiB \(place)"), "\(result.text)")
    }

    private func found(_ fault: String, _ id: String) throws -> CheckResult {
        let folder = try TestFolder()
        let report = try run(try library(folder, "", flags: ["-D\(fault)"]))
        #expect(!report.isSound)
        return try #require(report.results.first { $0.id == id }, "\(report.findings)")
    }

    @Test("nothing is left behind: no process, no file, no descriptor")
    func residue() async throws {
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            setenv("TMPDIR", folder.path, 1)
            let headers = Specimen.root.appendingPathComponent("PluginSDK/CABI/include").path
            let source = try String(
                contentsOf: Specimen.root.appendingPathComponent("Tests/Fixtures/Plugins/faulty.c"), encoding: .utf8)
            // Runs away from its process group, so that only the reaper of orphans finds it.
            let escape = """
                __attribute__((constructor)) static void escape(void) {
                    if (fork() == 0) { setsid(); sleep(300); _exit(0); }
                }
                """
            let path = try Specimen.compile(
                text: source + escape, to: folder.file("bad.so"),
                flags: ["-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", headers])
            var settings = SuiteSettings.test(only: ["disc"])
            settings.endsOrphans = true
            _ = try Suite(settings, clock: TestClock()).run(path)
            let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
            _ = try Suite(settings, clock: TestClock()).run(path)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count == before)
            #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["bad.so"])
            // Others on the machine come and go there: what is ours has our name.
            let shared = try FileManager.default.contentsOfDirectory(atPath: "/dev/shm")
            #expect(!shared.contains { $0.contains("sluice") })
        }
    }

    /// Whether a process may have a `/dev/shm` of its own here, as the superuser or in a user namespace.
    private static let ownsMounts = [["--mount"], ["--map-root-user", "--mount"]].contains { options in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = options + ["true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(
        "shared memory and temporary files that a library makes and leaves are gone after its checks, and others' stay",
        .enabled(if: ownsMounts, "no process may have mounts of its own here"))
    func traces() throws {
        let folder = try TestFolder()
        let name = "sluice-trace-\(UUID().uuidString)"
        let other = "/dev/shm/\(name)-other"
        #expect(FileManager.default.createFile(atPath: other, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: other) }
        let leave = """
            __attribute__((constructor)) static void leave(void) {
                char path[4096];
                int memory = shm_open("/\(name)", O_CREAT | O_RDWR, 0600);
                if (memory >= 0) close(memory);
                snprintf(path, sizeof path, "%s/\(name)-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
                int file = mkstemp(path);
                if (file >= 0) close(file);
                if (memory < 0 || file < 0) abort();
            }
            """
        let path = try library(folder, "#include <sys/mman.h>\n" + leave)
        let report = try run(path, only: ["disc.03"])
        let load = try #require(report.results.first { $0.id == "disc.03" })
        #expect(load.status == .pass, "\(load.text)")
        let files = FileManager.default
        #expect(try files.contentsOfDirectory(atPath: "/dev/shm").filter { $0.contains(name) } == ["\(name)-other"])
        let temporary = ["/tmp", NSTemporaryDirectory()]
        #expect(try temporary.flatMap(files.contentsOfDirectory).filter { $0.contains(name) }.isEmpty)
    }

    @Test("a library that sends signals to the suite, or to everybody, ends nobody")
    func kills() async throws {
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            let headers = Specimen.root.appendingPathComponent("PluginSDK/CABI/include").path
            let source = try String(
                contentsOf: Specimen.root.appendingPathComponent("Tests/Fixtures/Plugins/faulty.c"), encoding: .utf8)
            let attack = """
                #include <errno.h>
                __attribute__((constructor)) static void attack(void) {
                    /* The group first: were there no shield, nobody outside of this test would be hit. */
                    int ended = kill(getppid(), SIGKILL) == 0 || kill(-getpgid(getppid()), SIGKILL) == 0;
                    if (!ended && errno == EPERM) ended = kill(-1, 0) == 0;
                    if (ended) abort();
                    if (kill(getpid(), 0) != 0) abort();
                }
                """
            let path = try Specimen.compile(
                text: "#include <signal.h>\n" + source + attack, to: folder.file("bad.so"),
                flags: ["-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", headers])
            setpgid(0, 0)
            let report = try Suite(.test(only: ["disc.03"]), clock: TestClock()).run(path)
            #expect(report.results.contains { $0.id == "disc.03" && $0.status == .pass }, "\(report.findings)")
        }
    }

    @Test("an interrupted run ends its children and leaves no file")
    func interrupted() throws {
        let folder = try TestFolder()
        let path = try Specimen.build(in: folder.path)
        var asked = 0
        let suite = Suite(
            .test(), clock: TestClock(),
            isCancelled: {
                asked += 1
                return asked > 5
            })
        #expect(throws: (any Error).self) { try suite.run(path) }
    }
}
