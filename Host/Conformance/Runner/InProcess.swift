import CHostShim
import Glibc
import HostCore
import HostLoading

/// Runs checks in this very process, for debuggers: no child, no deadline, and faults are the debugger's.
extension Suite {
    /// Checks one library in this process, one check after the other. A crash is this process's.
    public func runInProcess(_ library: String) throws(HostError) -> LibraryReport {
        let start_ns = clock.now_ns
        var report = LibraryReport(path: library)
        let path = Paths.real(library) ?? library
        let survey: Survey
        do throws(LoadFailure) {
            survey = try Survey(LibraryIdentity(path))
        } catch {
            report.refusal = error
            return report
        }
        let known = try survey.ask(settings, clock)
        let expectations = try Expectations.read(for: path)
        if known.failure == nil { try expectations.check(stages: known.stages, of: path) }
        var run = LibraryRun(path: path, survey: known, expectations, settings)
        let scratch = try ScratchFolder()
        while var job = run.next() {
            let request = run.request(job, scratch: scratch.folder(job.name))
            let jobStart_ns = clock.now_ns
            let remains = try Self.run(request)
            if job.take(remains, time_ns: clock.now_ns - jobStart_ns) {
                let result = run.finish(job)
                progress(result, run.done, run.total)
            } else {
                run.again(job)
            }
        }
        report.refusal = known.refusal
        report.name = known.name
        report.stages = known.stages
        report.results = run.results(of: library)
        report.time_ns = clock.now_ns - start_ns
        return report
    }

    private static func run(_ request: CheckRequest) throws(HostError) -> RunningChild.Remains {
        let channel = shim_memory_file("sluice-conform", 0)
        guard channel >= 0 else { throw HostError(.limit, "no memory for the answer of a check") }
        let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer {
            close(channel)
            if home >= 0 {
                fchdir(home)
                close(home)
            }
        }
        let status = CheckChild.run(request, channel: channel, catchesFaults: false)
        let answer = SmallFile.read("/proc/self/fd/\(channel)") ?? []
        return RunningChild.Remains(end: .exited(status), answer: answer, complaint: "", printed: "")
    }
}
