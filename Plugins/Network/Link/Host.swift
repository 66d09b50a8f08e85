import CSockets
import PluginSDK

/// The address of another machine, without a port.
public struct Host: Sendable, Equatable, CustomStringConvertible {
    private let value: sockets_host

    init(_ value: sockets_host) { self.value = value }

    /// Reads an IPv4 or IPv6 address.
    /// - Throws: `configuration` for all else, names included: who may send is not left to a resolver.
    public init(_ text: String, key: String) throws(StageError) {
        var value = sockets_host()
        guard sockets_parse(text, &value) == 0 else {
            throw StageError(
                .configuration, "\(key): '\(text)' is no IPv4 or IPv6 address; names are not looked up here")
        }
        self.value = value
    }

    /// Whether the addresses are the same.
    public static func == (a: Host, b: Host) -> Bool {
        withUnsafeBytes(of: a.value) { a in withUnsafeBytes(of: b.value) { b in a.elementsEqual(b) } }
    }

    /// As people write it.
    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        var value = value
        sockets_text(&value, &text, UInt32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The hosts of a setting; an empty list stands for all.
    public static func list(_ texts: [String], key: String) throws(StageError) -> [Host] {
        var hosts: [Host] = []
        for text in texts { hosts.append(try Host(text, key: key)) }
        return hosts
    }
}
