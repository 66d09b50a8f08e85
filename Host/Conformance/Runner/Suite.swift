import CHostShim
import Glibc
import HostCore
import HostLoading

/// Runs the checks of libraries, each in a child of its own.
public struct Suite {
    let settings: SuiteSettings
    let clock: any HostClock
    let isCancelled: () -> Bool
    let progress: (CheckResult, _ done: Int, _ of: Int) -> Void

    private static let poll_ms: Int32 = 20

    /// - Parameters:
    ///   - clock: What measures how long children take.
    ///   - isCancelled: Asked often; `true` ends all children and the run.
    ///   - progress: Told each result as it comes.
    public init(
        _ settings: SuiteSettings, clock: any HostClock, isCancelled: @escaping () -> Bool = { false },
        progress: @escaping (CheckResult, _ done: Int, _ of: Int) -> Void = { _, _, _ in }
    ) {
        self.settings = settings
        self.clock = clock
        self.isCancelled = isCancelled
        self.progress = progress
        if settings.endsOrphans { shim_adopt_orphans() }
    }

    /// Checks one library.
    /// - Throws: When no child can be started at all, or the run was cancelled.
    public func run(_ library: String) throws(HostError) -> LibraryReport {
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
        let expectations = try Expectations.read(for: path)
        let known = try survey.ask(settings, clock)
        if known.failure == nil { try expectations.check(stages: known.stages, of: path) }
        var run = LibraryRun(path: path, survey: known, expectations, settings)
        try work(&run)
        report.refusal = known.refusal
        report.name = known.name
        report.stages = known.stages
        report.results = run.results(of: library)
        report.time_ns = clock.now_ns - start_ns
        endOrphans(sparing: [])
        return report
    }

    private func work(_ run: inout LibraryRun) throws(HostError) {
        let scratch = try ScratchFolder()
        var children = Children()
        defer { children.abandon() }
        while true {
            if isCancelled() { throw HostError(.interrupted, "the checks were interrupted") }
            while children.count < settings.children, let job = run.next() {
                try children.start(job, run.request(job, scratch: scratch.folder(job.name)), settings, clock.now_ns)
            }
            if children.count == 0 { return }
            children.wait(ms: Self.poll_ms)
            for ended in children.finished(now_ns: clock.now_ns) {
                ScratchFolder.remove(Paths.join(scratch.path, ended.job.name))
                endOrphans(sparing: children.processes)
                var job = ended.job
                if job.take(ended.remains, time_ns: ended.time_ns, overdue: ended.deadline.text) {
                    let result = run.finish(job)
                    progress(result, run.done, run.total)
                } else {
                    run.again(job)
                }
            }
        }
    }

    /// Ends processes that a plugin has put into a group of their own.
    private func endOrphans(sparing known: [pid_t]) {
        guard settings.endsOrphans else { return }
        for child in ProcessFacts.children().compactMap({ pid_t($0) }) where !known.contains(child) {
            kill(child, SIGKILL)
            ChildProcess.wait(for: child)
        }
    }
}
