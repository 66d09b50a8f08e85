import CHostShim

/// A short spin before a thread sleeps, only as long as spinning has paid lately: between two fast threads a wake costs
/// 20 to 40 µs and a bounded spin saves it; a useless spin takes a core from others and delays the wake.
public struct AdaptiveSpin: ~Copyable {
    private var pauses: Int
    private let most: Int
    private static let least = 16

    /// A spin that has not been tried yet.
    /// - Parameter most: The most looks; one takes some 50 ns. A spin that fails should cost no more than the sleep that it
    ///   might have saved.
    public init(most: Int = 400) {
        self.most = most
        pauses = min(64, most)
    }

    /// Spins until `isReady` says so, or it has taken long enough.
    /// - Returns: Whether it is ready.
    public mutating func spin(until isReady: () -> Bool) -> Bool {
        for _ in 0..<pauses {
            if isReady() {
                pauses = min(most, pauses * 2)
                return true
            }
            shim_pause()
        }
        pauses = max(Self.least, pauses / 2)
        return false
    }
}
