import CSluice

/// What the host does for one stage instance. May be kept as long as the stage lives; safe on any thread but where
/// said otherwise.
@frozen
public struct StageContext: @unchecked Sendable {
    // Sound: both pointers stay valid until destroy returns, and the host's functions carry their own thread rules.
    @usableFromInline let host: UnsafePointer<sluice_host>
    @usableFromInline let handle: OpaquePointer
    @usableFromInline let facts: UnsafePointer<InstanceFacts>

    @inlinable init(host: UnsafePointer<sluice_host>, handle: OpaquePointer, facts: UnsafePointer<InstanceFacts>) {
        self.host = host
        self.handle = handle
        self.facts = facts
    }

    /// The instance's name in the graph.
    public var name: String { facts.pointee.name }
    /// Which of ``instanceCount`` parallel instances this is, from 0.
    public var instanceIndex: Int { Int(facts.pointee.index) }
    /// How many instances of this stage run in parallel.
    public var instanceCount: Int { Int(facts.pointee.count) }
    /// Seed for all randomness of the stage, so that runs repeat.
    public var seed: UInt64 { facts.pointee.seed }

    /// The host's monotonic clock in nanoseconds. Tests set it and replay repeats it: never ask the system instead.
    public var now_ns: Int64 { host.pointee.now_ns(handle) }

    /// Whether the graph is stopping and long work should end.
    public var isCancelled: Bool { host.pointee.cancelled(handle) != 0 }

    /// Writes a line to the host's log.
    public func log(_ level: LogLevel, _ text: String) {
        withText(text) { host.pointee.log(handle, level.rawValue, $0, $1) }
    }

    /// The id of a text, for labels, score names and types. Intern when the stage is made, not for each item.
    public func intern(_ text: String) -> Name {
        Name(id: withText(text) { host.pointee.intern(handle, $0, $1) })
    }

    /// The text of an id; empty for none.
    public func text(of name: Name) -> String {
        var bytes: UInt64 = 0
        guard let start = host.pointee.text_of(handle, name.id, &bytes) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(bytes)), as: UTF8.self)
    }

    func report(_ error: StageError) {
        guard !error.message.isEmpty else { return }
        withText(error.message) { host.pointee.report_error(handle, error.code.rawValue, $0, $1) }
    }
}

/// Severity of a log line.
public enum LogLevel: UInt32, Sendable {
    /// For those who look for a fault.
    case debug = 0
    /// Worth knowing, not worth acting on.
    case info = 1
    /// Something is wrong, and the stage goes on.
    case warning = 2
    /// Something failed.
    case error = 3
}

/// A text known by number in the whole run: a label, a score's name, a record's type.
@frozen
public struct Name: Sendable, Hashable {
    /// The number; 0 for none.
    public let id: UInt32
    @inlinable init(id: UInt32) { self.id = id }
    /// No name.
    @inlinable public static var none: Name { Name(id: 0) }
}

@usableFromInline
struct InstanceFacts {
    var name: String
    var index: UInt32
    var count: UInt32
    var ordinal: UInt32
    var seed: UInt64
}

func withText<R>(_ text: String, _ body: (UnsafePointer<CChar>?, UInt64) -> R) -> R {
    var copy = text
    return copy.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { body($0.baseAddress, UInt64($0.count)) }
    }
}
