/// Why a text is not JSON, or not JSON that this host reads.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Bytes before the place where it went wrong.
    public let offset: Int
    /// What is wrong there.
    public let message: String

    /// The message and the place.
    public var description: String { "\(message) at byte \(offset)" }
}
