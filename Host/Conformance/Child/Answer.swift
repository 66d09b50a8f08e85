import Glibc
import HostCore
import Synchronization

/// What a child tells its parent: a line of JSON for each thing, written at once, so that a crash loses nothing.
///
/// `{"at":call}`, `{"guard":id,"text":…}`, `{"note":…}`, `{"digest":…}`, and last `{"end":status,"text":…}`.
final class Answer: Sendable {
    private struct State {
        var at = StageCall.none
        var told: Set<Guard> = []
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// A call of the plugin is about to begin: names the place of a crash or a hang.
    func at(_ call: StageCall) {
        let isNew = state.withLock { state in
            defer { state.at = call }
            return state.at != call
        }
        if isNew { write(["at": .string(call.rawValue)]) }
    }

    /// A phase before there are calls.
    func at(_ phase: String) { write(["at": .string(phase)]) }

    /// A guard has seen a breach; each is told once.
    func tell(_ check: Guard, _ text: String) {
        guard state.withLock({ $0.told.insert(check).inserted }) else { return }
        write(["guard": .string(check.rawValue), "text": .string(text)])
    }

    /// Something measured, for the report.
    func note(_ text: String) { write(["note": .string(text)]) }

    /// What must be the same in each round.
    func digest(_ value: UInt64) { write(["digest": .string(String(value, radix: 16))]) }

    func end(_ status: Status, _ text: String) {
        write(["end": .string(status.rawValue), "text": .string(text)])
    }

    private func write(_ value: JSONValue) {
        let bytes = Array((value.text + "\n").utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            let put = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return }
            rest = rest.dropFirst(put)
        }
    }
}
