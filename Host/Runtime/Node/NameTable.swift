import Synchronization

/// Texts known by number in a run: labels, score names, record types. Numbers begin at 1 and are never reused.
public final class NameTable: Sendable {
    private struct State {
        var ids: [String: UInt32] = [:]
        var texts: [StoredText] = []
    }

    /// A text whose bytes never move.
    struct StoredText: @unchecked Sendable {
        // Sound: constant once made; freed with the table only.
        let start: UnsafeMutablePointer<CChar>
        let count: Int
    }

    private let state = Mutex(State())
    /// How many texts there are: that there is no further one is asked for each item of an isolated stage.
    private let count = Atomic<Int>(0)
    private static let limit = 65536

    init() {}

    deinit { state.withLock { for text in $0.texts { text.start.deallocate() } } }

    /// The number of a text; 0 for the empty one and when the table is full.
    public func intern(_ text: String) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        return state.withLock { state in
            if let known = state.ids[text] { return known }
            guard state.texts.count < Self.limit else { return 0 }
            let bytes = Array(text.utf8)
            let start = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
            for (i, byte) in bytes.enumerated() { start[i] = CChar(bitPattern: byte) }
            start[bytes.count] = 0
            state.texts.append(StoredText(start: start, count: bytes.count))
            let id = UInt32(state.texts.count)
            state.ids[text] = id
            count.store(state.texts.count, ordering: .releasing)
            return id
        }
    }

    /// The text with the given number; empty for 0 and for numbers that were never given.
    public func text(_ id: UInt32) -> String { stored(id).map { String(cString: $0.start) } ?? "" }

    func stored(_ id: UInt32) -> StoredText? {
        guard id > 0, Int(id) <= count.load(ordering: .acquiring) else { return nil }
        return state.withLock { $0.texts[Int(id) - 1] }
    }
}
