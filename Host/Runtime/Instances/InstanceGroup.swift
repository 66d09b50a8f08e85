import CSluice
import HostMemory
import Synchronization

/// Parallel instances of one stage that remembers nothing: each takes the next entry of the shared queues, and what they
/// give is put back into the order in which they took.
///
/// Concurrency model: `takeLock` makes "pop and number" one step; `state` holds what is finished but not yet due. An
/// instance that runs too far ahead of the slowest stops taking until the window moves.
final class InstanceGroup: @unchecked Sendable {
    // Sound: see the concurrency model above; `bells` is set before threads start.

    /// One thing that an instance gave: an item or event for one of the edges behind the group.
    struct Output: @unchecked Sendable {
        // Sound: the bytes behind the slot have one owner at a time, whoever holds this value.
        var queue: EdgeQueue
        var slot: QueueSlot
    }

    private struct State {
        var finished: [UInt64: [Output]] = [:]
        var nextOut: UInt64 = 0
        var endsLeft: Int
    }

    let takeLock = Mutex<UInt64>(0)
    private let state: Mutex<State>
    private let store: FrameStore
    private let window: UInt64
    private let due = Atomic<UInt64>(0)
    private let taken = Atomic<UInt64>(0)
    private var bells: [Doorbell] = []

    init(instances: Int, ends: Int, store: FrameStore) {
        state = Mutex(State(endsLeft: ends))
        window = UInt64(instances * 4)
        self.store = store
    }

    /// Whether an instance may take another entry.
    var mayTake: Bool { taken.load(ordering: .relaxed) &- due.load(ordering: .acquiring) < window }

    /// Threads to wake when the window moves; before they start, or while they are parked.
    func addBell(_ bell: Doorbell) { if !bells.contains(where: { $0 === bell }) { bells.append(bell) } }

    /// Takes the next entry of a queue and its number in the group's order.
    func take(_ queue: EdgeQueue, into slot: inout QueueSlot, now_ns: () -> Int64) -> UInt64? {
        takeLock.withLock { next in
            guard queue.pop(into: &slot, now_ns: now_ns) else { return nil }
            defer { next += 1 }
            taken.store(next + 1, ordering: .relaxed)
            return next
        }
    }

    /// An instance is done with a number. Everything that is due goes into the queues behind the group.
    func complete(_ ticket: UInt64, _ outputs: [Output]) {
        let moved = state.withLock { state in
            state.finished[ticket] = outputs
            var moved = false
            while let outputs = state.finished.removeValue(forKey: state.nextOut) {
                for output in outputs { forward(output) }
                state.nextOut += 1
                moved = true
            }
            due.store(state.nextOut, ordering: .releasing)
            return moved
        }
        if moved { for bell in bells { bell.ring() } }
    }

    private func forward(_ output: Output) {
        var slot = output.slot
        if slot.kind == .item {
            output.queue.push(slot.item)
            let frame = EdgeQueue.frame(slot.item)
            if frame != 0 { store.release(frame) }
        } else {
            output.queue.push(event: slot.kind, slot.item)
        }
        slot.free()
    }

    /// One of the streams has ended on one of the ports. `true` for the last.
    func endOne() -> Bool {
        state.withLock {
            $0.endsLeft -= 1
            return $0.endsLeft == 0
        }
    }

    /// An edit of the graph changes how many ends there will be.
    func expect(ends: Int) { state.withLock { $0.endsLeft = ends } }

    /// Whether the last end has been taken.
    var isEnding: Bool { state.withLock { $0.endsLeft <= 0 } }

    deinit {
        state.withLock { state in
            for outputs in state.finished.values {
                for output in outputs {
                    let frame = output.slot.kind == .item ? EdgeQueue.frame(output.slot.item) : 0
                    if frame != 0 { store.release(frame) }
                    var slot = output.slot
                    slot.free()
                }
            }
        }
    }
}
