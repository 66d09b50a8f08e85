import CHostShim
import CSluice
import Glibc
import HostCore

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

    /// Says where the file of a model lies that the settings name: the host has looked before.
    func writeModelPath(_ name: String, _ sink: sluice_text_sink) -> Int32 {
        switch facts.models[name] ?? .success(name) {
        case .success(var path):
            path.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { sink.write(sink.context, $0.baseAddress, UInt64($0.count)) }
            }
            return SLUICE_OK
        case .failure(let error):
            let status = error.code == .missing ? SLUICE_E_MISSING : SLUICE_E_IO
            report(status, error.message)
            return status
        }
    }
}
