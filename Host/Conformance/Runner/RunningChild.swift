import CHostShim
import Glibc
import HostCore
import HostLoading

/// A child that runs a plugin's code: started, listened to, ended with its whole process group, reaped.
package struct RunningChild: ~Copyable {
    /// How it ended.
    package enum End: Sendable {
        case exited(Int32)
        case signalled(Int32)
        case overdue
        /// More came on its channel than is kept: nobody but the plugin would write so much there.
        case talkative
    }

    /// What a child leaves.
    package struct Remains: Sendable {
        package let end: End
        package let answer: [UInt8]
        package let complaint: String
        package let printed: String
    }

    private var channel: ChildPipe
    private var errors: ChildPipe
    private var output: ChildPipe
    private var answer = AnswerLines()
    let process: pid_t
    let start_ns: Int64

    private static let answerLimit_bytes = 8 << 20
    private static let textLimit_bytes = 65_536

    private init(
        _ channel: consuming ChildPipe, _ errors: consuming ChildPipe, _ output: consuming ChildPipe, _ process: pid_t,
        _ start_ns: Int64
    ) {
        self.channel = channel
        self.errors = errors
        self.output = output
        self.process = process
        self.start_ns = start_ns
        self.channel.closeWriter()
        self.errors.closeWriter()
        self.output.closeWriter()
    }

    /// Starts a child that runs a check.
    /// - Throws: As ``start(program:_:passing:duty:variables:now_ns:)``.
    static func start(
        _ request: CheckRequest, worker: String, variables: [String], now_ns: Int64
    ) throws(HostError) -> RunningChild {
        try start(
            program: worker, ["check", "--channel", "3"] + request.arguments, passing: [],
            duty: "sluice-worker, which runs checks", variables: variables, now_ns: now_ns)
    }

    /// Starts a child whose descriptor 3 is the channel that it answers on.
    /// - Parameters:
    ///   - program: Path of the program.
    ///   - arguments: What it is told.
    ///   - passing: Descriptors that it gets as 4, 5 and so on.
    ///   - duty: Its name and what it does, for messages.
    ///   - variables: Variables beside those of this process.
    ///   - now_ns: The time.
    /// - Throws: `missing` when it cannot be started; `limit` when no pipe can be had.
    package static func start(
        program: String, _ arguments: [String], passing: [Int32], duty: String, variables: [String], now_ns: Int64
    ) throws(HostError) -> RunningChild {
        let channel = try pipe(keeping: answerLimit_bytes)
        let errors = try pipe(keeping: textLimit_bytes)
        let output = try pipe(keeping: textLimit_bytes)
        let passed = [channel.writer] + passing
        let (errorEnd, outputEnd) = (errors.writer, output.writer)
        let process = CStrings.with([program] + arguments) { words in
            CStrings.with(ChildEnvironment.current() + variables) { environment in
                shim_spawn_channels(
                    program, words, environment, outputEnd, errorEnd, passed, Int32(passed.count))
            }
        }
        guard process > 0 else {
            let why = ErrorNumber(-process)
            throw HostError(
                .missing,
                "the program \(duty), cannot be started from \(program): \(why); it belongs beside sluice: install "
                    + "Sluice again")
        }
        return RunningChild(channel, errors, output, process, now_ns)
    }

    private static func pipe(keeping limit_bytes: Int) throws(HostError) -> ChildPipe {
        do throws(ErrorNumber) {
            return try ChildPipe(keeping: limit_bytes)
        } catch {
            throw HostError(.limit, "no pipe to a child; close files or raise ulimit -n: \(error)")
        }
    }

    /// Descriptors that say something when there is something to read.
    var readers: [Int32] { [channel.reader, errors.reader, output.reader].filter { $0 >= 0 } }

    /// How much was heard on the channel so far.
    package var heard_bytes: Int { channel.total_bytes }

    /// Waits until it says something, or the time is over.
    package func wait(ms: Int32) {
        var watched = readers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // With all pipes closed it is about to end, or hangs without them.
        Glibc.poll(&watched, nfds_t(watched.count), watched.isEmpty ? 1 : ms)
    }

    /// Takes what has come. `nil` while it runs on; afterwards no process of its group is left.
    package mutating func poll(now_ns: Int64, limit_ns: Int64) -> Remains? {
        drain()
        let isOverdue = now_ns - start_ns >= limit_ns
        let isTalkative = answer.count > Self.answerLimit_bytes
        guard isOverdue || isTalkative || ChildProcess.hasEnded(process) else { return nil }
        kill(-process, SIGKILL)
        let status = ChildProcess.wait(for: process)
        drain()
        let signal = status & 0x7F
        let ended: End = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        let end: End = isTalkative ? .talkative : isOverdue ? .overdue : ended
        return Remains(
            end: end, answer: answer.bytes, complaint: Self.line(errors.bytes), printed: Self.line(output.bytes))
    }

    /// Ends it at once.
    mutating func abandon() {
        kill(-process, SIGKILL)
        _ = ChildProcess.wait(for: process)
    }

    private mutating func drain() {
        channel.drain()
        answer.add(channel.take())
        errors.drain()
        output.drain()
    }

    /// The line that tells most: the one with an error, else the last.
    private static func line(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let line =
            lines.first { $0.split(separator: " ").contains { $0 == "error:" || $0 == "failed:" } } ?? lines.last ?? ""
        return String(line.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(200).map(Character.init))
    }
}
