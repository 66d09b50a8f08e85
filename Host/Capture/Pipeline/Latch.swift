/// Opens once; whoever waits goes on.
final class Latch: Sendable {
    private let box = Mailbox<Bool>()

    func open() { box.post(true) }

    /// `false` when it did not open in time.
    func wait(timeout_ns: Int64) -> Bool {
        guard box.take(timeout_ns: timeout_ns) != nil else { return false }
        box.post(true)
        return true
    }
}
