import CHostShim
import CSluice
import Glibc

/// Log, clock and texts.
extension WorkerInstance {
    /// Whether this is the thread of the calls, within one: only then the host can be asked.
    private var mayAsk: Bool { isInCall && pthread_equal(pthread_self(), thread) != 0 }

    func log(_ level: UInt32, _ text: UnsafeRawBufferPointer) {
        let line = Array(text.prefix(8192))
        // A worker that logs faster than the host reads loses lines rather than time.
        worker.socket.send(.log, number: facts.id, flag: level, line, waits: false)
    }

    var now_ns: Int64 {
        guard facts.asksTime else { return shim_monotonic_ns() }
        if mayAsk, let answer = ask(.now) { return answer.time_ns }
        return mailbox.now_ns
    }

    func intern(_ text: UnsafeRawBufferPointer) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        if let known = worker.names.id(String(decoding: text, as: UTF8.self)) { return known }
        guard mayAsk, let answer = ask(.intern, a: UInt64(text.count), text) else { return 0 }
        let id = UInt32(truncatingIfNeeded: answer.handle)
        if id != 0 { worker.names.add(id, text) }
        return id
    }
}
