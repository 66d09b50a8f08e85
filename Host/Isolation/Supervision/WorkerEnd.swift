import Glibc
import HostCore

/// How a child ended, and its funeral.
enum WorkerEnd {
    /// Ends what is left of its group, and takes the child off the system's list.
    static func reap(_ process: pid_t) -> FailureReason {
        kill(-process, SIGKILL)
        let status = ChildProcess.wait(for: process)
        let signal = status & 0x7F
        return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }
}

/// What a process uses.
enum WorkerMemory {
    private static let page_bytes = max(4096, sysconf(Int32(_SC_PAGESIZE)))

    /// Resident memory that is its own: neither files nor frames that it shares with others. 0 when unknown.
    static func own_bytes(of process: pid_t) -> Int {
        let file = open("/proc/\(process)/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return 0 }
        let words = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        guard words.count > 2 else { return 0 }
        return max(0, words[1] - words[2]) * page_bytes
    }
}
