import CSockets
import PluginSDK

extension Socket {
    /// A socket that waits for connections.
    /// - Throws: `io` with the address and the system's reason.
    public static func listener(address: String, port: Int, backlog: Int) throws(StageError) -> Socket {
        try checked(
            sockets_listen(address, UInt16(port), Int32(backlog)), "cannot listen at \(address) port \(port)")
    }

    /// Begins a connection: it is there when the socket is writable and ``connectionFailure`` is `nil`.
    /// - Throws: `io` with the address and the system's reason.
    public static func connection(to address: String, port: Int) throws(StageError) -> Socket {
        try checked(sockets_connect(address, UInt16(port)), "cannot connect to \(address) port \(port)")
    }

    /// Why a connection did not come about; `nil` when all is well so far.
    public var connectionFailure: String? {
        let result = sockets_connected(descriptor)
        return result == 0 ? nil : Socket.reason(result)
    }

    /// The next connection that waits, and where it comes from; `nil` for none.
    public func accept() -> (Socket, Host)? {
        var from = sockets_host()
        let result = sockets_accept(descriptor, &from)
        return result >= 0 ? (Socket(result), Host(from)) : nil
    }

    /// Sends what can be sent now.
    /// - Returns: How many bytes; `nil` when the connection is over.
    public func send(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let result = sockets_send(
            descriptor, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
        return result < 0 ? nil : Int(result)
    }

    /// Takes what has come.
    /// - Returns: How many bytes, 0 when there are none; `nil` when the connection is over.
    public func receive(into bytes: UnsafeMutableRawBufferPointer) -> Int? {
        let result = sockets_receive(
            descriptor, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
        return result < 0 ? nil : Int(result)
    }
}
