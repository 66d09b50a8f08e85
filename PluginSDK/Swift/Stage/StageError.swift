import CSluice

/// Why a call of a stage failed: a code that the host understands and a sentence that people do.
///
/// Throwing it from ``Stage/process(_:to:)`` fails that one item; the graph's policy decides what follows.
public struct StageError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable {
        /// The value that crosses the plugin boundary; below zero.
        public let rawValue: Int32

        package init(_ rawValue: Int32) { self.rawValue = rawValue }

        /// This item, or this call, failed; the next may succeed.
        public static let failed = Code(SLUICE_E_FAILED)
        /// Called in a state that forbids it.
        public static let state = Code(SLUICE_E_STATE)
        /// An argument is outside what the contract allows.
        public static let argument = Code(SLUICE_E_ARGUMENT)
        /// The configuration cannot be used.
        public static let configuration = Code(SLUICE_E_CONFIG)
        /// The item's kind or format was not agreed on.
        public static let format = Code(SLUICE_E_FORMAT)
        /// More outputs, holds or bytes than were declared.
        public static let limit = Code(SLUICE_E_LIMIT)
        /// No memory.
        public static let memory = Code(SLUICE_E_MEMORY)
        /// Not supported by this build or machine.
        public static let unsupported = Code(SLUICE_E_UNSUPPORTED)
        /// A file, device or connection failed.
        public static let io = Code(SLUICE_E_IO)
        /// A file, model or library that is needed is not there.
        public static let missing = Code(SLUICE_E_MISSING)
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what to do about it; empty when the host has reported it already.
    public let message: String

    /// An error of the given kind.
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What happened and what to do about it, in one sentence.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
