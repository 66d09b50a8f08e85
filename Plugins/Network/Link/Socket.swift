import CSockets
import PluginSDK

/// A descriptor that is closed with the value. Its functions never wait, but for ``wait(for:milliseconds:)``.
public final class Socket: Sendable {
    /// What to wait for.
    public struct Readiness: OptionSet, Sendable {
        /// The contract's bits.
        public let rawValue: UInt32
        /// From bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Bytes, a connection or its end have come.
        public static let readable = Readiness(rawValue: UInt32(SOCKETS_READABLE))
        /// Bytes can be sent, or a connection is there.
        public static let writable = Readiness(rawValue: UInt32(SOCKETS_WRITABLE))
    }

    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { sockets_close(descriptor) }

    /// The port that it is bound to.
    public var port: Int { Int(max(0, sockets_port(descriptor))) }

    /// Waits for one of several sockets.
    /// - Returns: What each is ready for.
    public static func wait(_ sockets: [(Socket, Readiness)], milliseconds: Int) -> [Readiness] {
        var ready = [UInt32](repeating: 0, count: sockets.count)
        let count = UInt32(sockets.count)
        _ = sockets_wait(sockets.map(\.0.descriptor), sockets.map(\.1.rawValue), &ready, count, Int32(milliseconds))
        return ready.map(Readiness.init)
    }

    /// Waits for this socket alone; allocates nothing.
    /// - Returns: Whether it became ready.
    public func wait(for readiness: Readiness, milliseconds: Int) -> Bool {
        var (descriptor, wanted, ready) = (descriptor, readiness.rawValue, UInt32(0))
        return sockets_wait(&descriptor, &wanted, &ready, 1, Int32(milliseconds)) > 0
    }

    /// The system's words for a result below zero.
    static func reason(_ result: Int32) -> String {
        var text = [CChar](repeating: 0, count: 160)
        sockets_reason(result, &text, UInt32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func checked(_ result: Int32, _ what: @autoclosure () -> String) throws(StageError) -> Socket {
        guard result >= 0 else { throw StageError(.io, "\(what()): \(reason(result))") }
        return Socket(result)
    }
}
