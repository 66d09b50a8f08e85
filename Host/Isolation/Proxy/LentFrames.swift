import HostMemory

/// Which frames a worker may speak of: slots it may write to, frames it holds, frames it made in this call.
struct LentFrames {
    /// A slot that the worker has. Its user is the host, on the worker's behalf.
    struct Lease {
        var handle: UInt64
        var place: FrameStore.WorkerSlot
    }

    /// A frame that the worker may name: by its own word for it.
    struct Named {
        var word: UInt64
        var handle: UInt64
        var users: Int
        var isKept: Bool
    }

    private(set) var leases: [Lease] = []
    private(set) var named: [Named] = []
    /// Frames that the worker made in this call.
    private(set) var made: [Named] = []
    /// Slots to be given with the next request: what the last call used.
    var owed: [Int] = []
    private var nextWord: UInt64 = 1 << 63

    init() {
        leases.reserveCapacity(64)
        named.reserveCapacity(64)
        made.reserveCapacity(64)
        owed.reserveCapacity(64)
    }

    /// Notes a slot that is lent; the worker's word for it.
    mutating func lend(_ place: FrameStore.WorkerSlot) -> UInt64 {
        nextWord += 1
        leases.append(Lease(handle: nextWord, place: place))
        return nextWord
    }

    /// Takes a slot back from the worker, for a frame that it says is in it.
    mutating func takeBack(_ word: UInt64) -> FrameStore.WorkerSlot? {
        guard let index = leases.firstIndex(where: { $0.handle == word }) else { return nil }
        owed.append(leases[index].place.size_bytes)
        let place = leases[index].place
        leases.swapAt(index, leases.count - 1)
        leases.removeLast()
        return place
    }

    func lease(_ word: UInt64) -> FrameStore.WorkerSlot? { leases.first { $0.handle == word }?.place }

    mutating func noteMade(_ word: UInt64, _ handle: UInt64) {
        made.append(Named(word: word, handle: handle, users: 0, isKept: false))
    }

    mutating func endCall() { made.removeAll(keepingCapacity: true) }

    /// The frame behind a word: one that is held, or was made in this call.
    func handle(_ word: UInt64) -> UInt64? {
        (named.first { $0.word == word } ?? made.first { $0.word == word })?.handle
    }

    mutating func hold(_ word: UInt64, _ handle: UInt64, isKept: Bool = false) {
        if let index = named.firstIndex(where: { $0.word == word }) {
            named[index].users += 1
        } else {
            named.append(Named(word: word, handle: handle, users: 1, isKept: isKept))
        }
    }

    /// One count less; the frame it was of.
    mutating func release(_ word: UInt64) -> UInt64? {
        guard let index = named.firstIndex(where: { $0.word == word }) else { return nil }
        named[index].users -= 1
        let handle = named[index].handle
        if named[index].users == 0 { named.remove(at: index) }
        return handle
    }

    /// Gives everything back, as the worker is gone.
    mutating func releaseAll(_ store: FrameStore, release: (UInt64) -> Void) {
        for lease in leases { store.releaseSlot(lease.place.slot.handle) }
        for name in named { for _ in 0..<name.users { release(name.handle) } }
        leases.removeAll(keepingCapacity: true)
        named.removeAll(keepingCapacity: true)
        made.removeAll(keepingCapacity: true)
        owed.removeAll(keepingCapacity: true)
    }
}
