import HostCore
import HostMemory
import Synchronization

/// Waits for the first frame of a source, and gives it back.
final class ProbeSink: CaptureSink {
    /// What the source said first.
    enum Answer: Sendable {
        case stream(StreamDescriptor, copied_bytes: Int)
        case failure(HostError)
        case nothing
    }

    private let store: FrameStore
    private let answers = Mailbox<Answer>()
    private let descriptor = Mutex<StreamDescriptor?>(nil)

    init(_ store: FrameStore) { self.store = store }

    func begin(_ descriptor: StreamDescriptor) { self.descriptor.withLock { $0 = descriptor } }
    func discontinuity(_ found: TimeBreak) {}
    func changed(_ state: CaptureState) {}
    func end() { answers.post(.nothing) }
    func failed(_ error: HostError) { answers.post(.failure(error)) }

    func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
        store.releaseSlot(frame.slot)
        if let stream = descriptor.withLock({ $0 }) {
            answers.post(.stream(stream, copied_bytes: frame.copied_bytes))
        }
        return .enough
    }

    /// - Parameter timeout_ns: Real time to wait.
    func answer(timeout_ns: Int64) -> Answer? { answers.take(timeout_ns: timeout_ns) }
}
