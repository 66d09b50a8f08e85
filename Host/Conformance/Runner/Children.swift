import Glibc
import HostCore

/// The children that run at the moment.
struct Children: ~Copyable {
    private final class Slot {
        let job: Job
        var child: RunningChild
        init(_ job: Job, _ child: consuming RunningChild) {
            self.job = job
            self.child = child
        }
    }

    private var slots: [Slot] = []

    init() {}

    var count: Int { slots.count }
    var processes: [pid_t] { slots.map { $0.child.process } }

    mutating func start(
        _ job: Job, _ request: CheckRequest, _ settings: SuiteSettings, _ now_ns: Int64
    ) throws(HostError) {
        let child = try RunningChild.start(request, worker: settings.worker, variables: job.variables, now_ns: now_ns)
        slots.append(Slot(job, child))
    }

    /// Waits until one of them says something, or the time is over.
    func wait(ms: Int32) {
        var watched = slots.flatMap { $0.child.readers }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // With all pipes closed a child is about to end, or hangs without them.
        let isEnding = slots.contains { $0.child.readers.isEmpty }
        poll(&watched, nfds_t(watched.count), isEnding ? 1 : ms)
    }

    /// Those that have ended since, or were ended now because their time is over.
    mutating func finished(now_ns: Int64, limit_ns: Int64) -> [(Job, RunningChild.Remains, Int64)] {
        var ended: [(Job, RunningChild.Remains, Int64)] = []
        var left: [Slot] = []
        for slot in slots {
            if let remains = slot.child.poll(now_ns: now_ns, limit_ns: limit_ns) {
                ended.append((slot.job, remains, now_ns - slot.child.start_ns))
            } else {
                left.append(slot)
            }
        }
        slots = left
        return ended
    }

    /// Ends all at once.
    mutating func abandon() {
        for slot in slots { slot.child.abandon() }
        slots = []
    }
}
