import CSockets
import PluginSDK

extension Socket {
    /// A socket that receives datagrams.
    /// - Throws: `io` with the address and the system's reason.
    public static func receiver(
        address: String, port: Int, buffer_bytes: Int
    ) throws(StageError) -> Socket {
        try checked(
            sockets_udp(address, UInt16(port), nil, 0, Int32(buffer_bytes), 0, 0),
            "cannot receive datagrams at \(address) port \(port)")
    }

    /// A socket that sends datagrams to one place.
    /// - Throws: `io` with the address and the system's reason.
    public static func sender(
        to address: String, port: Int, from local: String?, localPort: Int, buffer_bytes: Int, hops: Int
    ) throws(StageError) -> Socket {
        let (size, hops) = (Int32(buffer_bytes), Int32(hops))
        let result =
            local.map { sockets_udp($0, UInt16(localPort), address, UInt16(port), 0, size, hops) }
            ?? sockets_udp(nil, 0, address, UInt16(port), 0, size, hops)
        return try checked(result, "cannot send datagrams to \(address) port \(port)")
    }

    /// Sends datagrams that lie one behind the other.
    /// - Returns: How many were sent, or the system's number of the error of the first.
    public func send(_ bytes: [UInt8], from start: Int, lengths: ArraySlice<UInt32>) -> (sent: Int, error: Int32) {
        let result = bytes.withUnsafeBufferPointer { bytes in
            lengths.withUnsafeBufferPointer { lengths -> Int32 in
                guard let base = bytes.baseAddress else { return 0 }
                return sockets_send_datagrams(descriptor, base + start, lengths.baseAddress, UInt32(lengths.count))
            }
        }
        return result < 0 ? (0, -result) : (Int(result), 0)
    }
}

/// Places for datagrams that come at once. Memory is taken when it is made.
public struct DatagramBatch: Sendable {
    /// Places, at most 64.
    public static let places = 32
    private var memory: [UInt8]
    private var facts: [sockets_datagram]
    private let stride: Int
    /// Datagrams that the system has thrown away for want of room, since the socket was made.
    public private(set) var lost: UInt32 = 0

    /// Places for datagrams up to a size.
    public init(packet_bytes: Int) {
        stride = packet_bytes
        memory = [UInt8](repeating: 0, count: packet_bytes * Self.places)
        facts = Array(repeating: sockets_datagram(), count: Self.places)
    }

    /// Takes what has come.
    /// - Returns: How many, 0 for none.
    /// - Throws: `io` when the socket fails.
    public mutating func receive(from socket: Socket) throws(StageError) -> Int {
        let (stride, places) = (UInt32(stride), UInt32(Self.places))
        let result = memory.withUnsafeMutableBufferPointer { memory in
            facts.withUnsafeMutableBufferPointer { facts in
                sockets_receive_datagrams(
                    socket.descriptor, memory.baseAddress, stride, facts.baseAddress, places, &lost)
            }
        }
        guard result >= 0 else { throw StageError(.io, "cannot receive datagrams: \(Socket.reason(result))") }
        return Int(result)
    }

    /// Where the bytes of a datagram lie in ``bytes``.
    public func range(_ index: Int) -> Range<Int> { index * stride..<index * stride + Int(facts[index].bytes) }
    /// Whether a datagram was longer than its place.
    public func isCut(_ index: Int) -> Bool { facts[index].is_cut != 0 }
    /// Where a datagram came from.
    public func host(_ index: Int) -> Host { Host(facts[index].from) }
    /// All memory of the places.
    public var bytes: [UInt8] { memory }
}
