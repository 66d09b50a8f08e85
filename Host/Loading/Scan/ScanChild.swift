import CHostShim
import Glibc
import HostCore
import HostSandbox

/// One child that scans one library: started, listened to, ended with its whole process group, and reaped.
struct ScanChild: ~Copyable {
    /// How a child ended.
    enum End: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
        case overdue
        case noisy

        /// Whether it came to its own end.
        var hasAnswered: Bool { if case .exited = self { true } else { false } }
    }

    private static let answerLimit_bytes = 8 << 20
    private static let complaintLimit_bytes = 4096
    private static let poll_ms: Int32 = 20

    private var channel: ChildPipe
    private var complaints: ChildPipe
    private let record: WorkerRecord
    private let process: pid_t

    private init(
        _ channel: consuming ChildPipe, _ complaints: consuming ChildPipe, _ record: consuming WorkerRecord,
        _ process: pid_t
    ) {
        self.channel = channel
        self.complaints = complaints
        self.record = record
        self.process = process
        self.channel.closeWriter()
        self.complaints.closeWriter()
    }

    /// Starts the worker on a library.
    static func start(worker: String, library: String, sha256: String?) throws(HostError) -> ScanChild {
        let channel = try pipe(keeping: answerLimit_bytes, library)
        let complaints = try pipe(keeping: complaintLimit_bytes, library)
        let record = try WorkerRecord()
        let process = spawn(worker, library, sha256, [channel.writer, record.descriptor], complaints.writer)
        guard process > 0 else {
            let why = ErrorNumber(-process)
            throw HostError(
                .missing,
                "the program sluice-worker, which scans plugins, cannot be started from \(worker): \(why); "
                    + "it belongs beside sluice: install Sluice again")
        }
        return ScanChild(channel, complaints, record, process)
    }

    private static func pipe(keeping limit_bytes: Int, _ library: String) throws(HostError) -> ChildPipe {
        do throws(ErrorNumber) {
            return try ChildPipe(keeping: limit_bytes)
        } catch {
            throw HostError(
                .limit, "no pipe to a child that scans \(library); close files or raise ulimit -n: \(error)")
        }
    }

    private static func spawn(
        _ worker: String, _ library: String, _ sha256: String?, _ passed: [Int32], _ complaints: Int32
    ) -> pid_t {
        let approved = sha256.map { ["--sha256", $0] } ?? []
        let arguments = [worker, "describe", "--channel", "3", "--record", "4"] + approved + [library]
        return CStrings.with(arguments) { arguments in
            CStrings.with(ChildEnvironment.current()) { environment in
                shim_spawn_channels(worker, arguments, environment, -1, complaints, passed, Int32(passed.count))
            }
        }
    }

    /// Listens until the child has ended or the deadline has passed; afterwards no process of its group is left.
    mutating func listen(until deadline_ns: Int64, on clock: any HostClock) -> End {
        var overdue = false
        var noisy = false
        while !ChildProcess.hasEnded(process) {
            if clock.now_ns >= deadline_ns {
                overdue = true
                break
            }
            wait()
            noisy = drain()
            if noisy { break }
        }
        kill(-process, SIGKILL)
        let status = ChildProcess.wait(for: process)
        if !noisy { noisy = drain() }
        if overdue { return .overdue }
        if noisy { return .noisy }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }

    /// What the child answered.
    var answer: ScanAnswer { ScanAnswer(parsing: channel.bytes) }

    /// What it said last on standard error.
    var complaint: String? { LastWords.line(of: complaints.bytes) }

    /// What it left behind.
    var remains: WorkerSnapshot { record.snapshot() }

    private func wait() {
        var watched: [pollfd] = []
        for fd in [channel.reader, complaints.reader] where fd >= 0 {
            watched.append(pollfd(fd: fd, events: Int16(POLLIN), revents: 0))
        }
        // With both pipes closed the child is about to end, or hangs without them.
        poll(&watched, nfds_t(watched.count), watched.isEmpty ? 1 : Self.poll_ms)
    }

    /// Takes what has come; whether it is more than any answer.
    private mutating func drain() -> Bool {
        channel.drain()
        complaints.drain()
        return channel.total_bytes > Self.answerLimit_bytes
    }
}
