import CHostShim
import CSluice
import Glibc
import HostCore
import HostLoading

/// Loads a library in places and ways that its author may not have thought of.
enum DiscoveryMoves {
    static func loadsElsewhere(_ trial: Trial) throws(CheckEnd) {
        let identity = try trial.identity()
        for folder in identity.elf.runPath where !folder.hasPrefix("$ORIGIN") && !folder.hasPrefix("${ORIGIN}") {
            let isRuntime = access(Paths.join(folder, "libswiftCore.so"), F_OK) == 0
            if !isRuntime {
                throw .breach("its run path has \(folder), which other machines do not have; use $ORIGIN")
            }
        }
        let moved = try copy(identity.path, to: trial.request.scratch + "/moved")
        let environment = clearEnvironment()
        // What it writes while it is loaded stays in the check's folder.
        setenv("TMPDIR", trial.request.scratch, 1)
        defer {
            unsetenv("TMPDIR")
            for (name, value) in environment { setenv(name, value, 1) }
        }
        guard chdir("/") == 0 else { throw .setup("the root folder cannot be entered") }
        defer { chdir(trial.request.scratch) }
        do throws(LoadFailure) {
            _ = try LibraryOpening.open(LibraryIdentity(moved)) { trial.answer.at($0.rawValue) }
        } catch {
            throw .breach("moved to another folder, with an empty environment, the library \(error.message)")
        }
    }

    /// Not `clearenv`, which leaves no list at all: programs are started with an empty one.
    /// - Returns: What was in it.
    private static func clearEnvironment() -> [(name: String, value: String)] {
        var known: [(name: String, value: String)] = []
        var next = environ
        while let text = next.pointee {
            let line = String(cString: text)
            let name = line.prefix { $0 != "=" }
            known.append((String(name), String(line.dropFirst(name.count + 1))))
            next += 1
        }
        for (name, _) in known { unsetenv(name) }
        return known
    }

    /// The library, and links to what lies beside it, as when its folder is moved.
    private static func copy(_ library: String, to folder: String) throws(CheckEnd) -> String {
        guard mkdir(folder, 0o700) == 0, let bytes = SmallFile.read(library, limit_bytes: 1 << 30) else {
            throw .setup("the library cannot be copied to \(folder)")
        }
        let home = Paths.folder(library)
        for name in (try? Paths.list(home)) ?? [] where name.contains(".so") && name != Paths.name(library) {
            symlink(Paths.join(home, name), Paths.join(folder, name))
        }
        let target = Paths.join(folder, Paths.name(library))
        guard SmallFile.write(bytes, to: target) else { throw .setup("the library cannot be copied to \(folder)") }
        return target
    }

    static func inert(_ trial: Trial) throws(CheckEnd) {
        var ends: [Int32] = [-1, -1]
        guard shim_pipe(&ends) == 0 else { throw .setup("no pipe can be made") }
        // Another check may follow in this process, and its result be printed.
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        dup2(ends[1], 1)
        defer {
            fflush(nil)
            dup2(output, 1)
            for descriptor in [output] + ends { close(descriptor) }
        }
        let threads = ProcessFacts.threads()
        let files = ProcessFacts.descriptors()
        _ = try trial.describe(trial.openLibrary().table)
        fflush(nil)
        if !ProcessFacts.children().isEmpty { throw .breach("it started a process") }
        let started = ProcessFacts.threads().subtracting(threads)
        if let first = started.first {
            throw .breach("it started \(started.count) threads, one named '\(ProcessFacts.name(ofThread: first))'")
        }
        for (number, target) in ProcessFacts.descriptors() where files[number] == nil {
            throw .breach("it left descriptor \(number) open: \(target)")
        }
        let printed = shim_pipe_bytes(ends[0])
        if printed > 0 { throw .breach("it printed \(printed) bytes on the standard output") }
    }
}
