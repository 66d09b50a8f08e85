/// A count that says when it is worth a line of the log: at one, and whenever it has doubled.
public struct LogCount: Sendable {
    /// How often it happened.
    public private(set) var count: UInt64 = 0
    private var told: UInt64 = 0

    /// Nothing has happened.
    public init() {}

    /// It happened again.
    public mutating func add(_ more: UInt64 = 1) -> Bool { set(count + more) }

    /// It has happened so often by now.
    public mutating func set(_ value: UInt64) -> Bool {
        count = value
        guard count > told, count >= told * 2 else { return false }
        told = count
        return true
    }
}
