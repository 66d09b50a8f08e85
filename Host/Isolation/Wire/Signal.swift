import CHostShim
import Glibc

/// A counter that many threads wait on: each change wakes them all.
final class Signal: @unchecked Sendable {
    // Sound: the word is only used atomically, and by the kernel.
    private let word: UnsafeMutablePointer<UInt32>

    init() {
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
    }

    deinit { word.deallocate() }

    var count: UInt32 { shim_futex_load(word) }

    func post() {
        shim_futex_post(word)
        _ = shim_futex_wake(word, .max)
    }

    /// Waits until the counter is no longer `seen`, at most so long (below 0: for ever).
    func wait(from seen: UInt32, timeout_ns: Int64) { _ = shim_futex_wait(word, seen, timeout_ns) }
}
