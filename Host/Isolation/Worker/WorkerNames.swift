import Synchronization

/// The texts that this worker knows by the host's numbers. Texts never move and stay for the worker's life.
final class WorkerNames: Sendable {
    private struct Stored: @unchecked Sendable {
        // Sound: constant once made, never freed.
        let start: UnsafePointer<CChar>
        let count: Int
    }

    private struct State {
        var ids: [String: UInt32] = [:]
        var texts: [UInt32: Stored] = [:]
    }

    private let state = Mutex(State())

    func add(_ id: UInt32, _ text: UnsafeRawBufferPointer) {
        state.withLock { state in
            guard state.texts[id] == nil else { return }
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 1)
            for (i, byte) in text.enumerated() { copy[i] = CChar(bitPattern: byte) }
            copy[text.count] = 0
            state.texts[id] = Stored(start: UnsafePointer(copy), count: text.count)
            state.ids[String(decoding: text, as: UTF8.self)] = id
        }
    }

    func id(_ text: String) -> UInt32? { state.withLock { $0.ids[text] } }

    func text(_ id: UInt32) -> (start: UnsafePointer<CChar>, count: Int)? {
        state.withLock { $0.texts[id].map { ($0.start, $0.count) } }
    }

    /// Takes what comes with a call: number, size, bytes, again and again.
    func add(block: UnsafeRawBufferPointer) {
        var rest = block[...]
        while rest.count >= 8 {
            let bytes = UnsafeRawBufferPointer(rebasing: rest)
            let id = bytes.loadUnaligned(as: UInt32.self)
            let count = Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            guard count <= rest.count - 8 else { return }
            add(id, UnsafeRawBufferPointer(rebasing: rest[(rest.startIndex + 8)...].prefix(count)))
            rest = rest.dropFirst(ItemWire.padded(8 + count))
        }
    }
}
