import Glibc
import HostCore

/// The children that run at the moment.
struct Children: ~Copyable {
    private final class Slot {
        let job: Job
        var child: RunningChild
        var deadline: CheckDeadline
        init(_ job: Job, _ child: consuming RunningChild, limit_ns: Int64) {
            self.job = job
            deadline = CheckDeadline(start_ns: child.start_ns, limit_ns: limit_ns)
            self.child = child
        }
    }

    /// A child that is over.
    struct Ended {
        var job: Job
        let remains: RunningChild.Remains
        let time_ns: Int64
        let deadline: CheckDeadline
    }

    private var slots: [Slot] = []

    init() {}

    var count: Int { slots.count }
    var processes: [pid_t] { slots.map { $0.child.process } }

    mutating func start(
        _ job: Job, _ request: CheckRequest, _ settings: SuiteSettings, _ now_ns: Int64
    ) throws(HostError) {
        let child = try RunningChild.start(request, worker: settings.worker, variables: job.variables, now_ns: now_ns)
        slots.append(Slot(job, child, limit_ns: settings.limit_ns))
    }

    /// Waits until one of them says something, or the time is over.
    func wait(ms: Int32) {
        var watched = slots.flatMap { $0.child.readers }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // With all pipes closed a child is about to end, or hangs without them.
        let isEnding = slots.contains { $0.child.readers.isEmpty }
        poll(&watched, nfds_t(watched.count), isEnding ? 1 : ms)
    }

    /// Those that have ended since, or were ended now because their time is over.
    mutating func finished(now_ns: Int64) -> [Ended] {
        var ended: [Ended] = []
        var left: [Slot] = []
        for slot in slots {
            if let remains = slot.child.poll(now_ns: now_ns, limit_ns: slot.deadline.limit_ns) {
                let time_ns = now_ns - slot.child.start_ns
                ended.append(.init(job: slot.job, remains: remains, time_ns: time_ns, deadline: slot.deadline))
            } else {
                slot.deadline.hear(slot.child.heard_bytes, now_ns: now_ns)
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
