import CHostShim
import Glibc

/// One end of the socket between host and worker. Messages keep apart, and descriptors go with them.
final class WorkerSocket: Sendable {
    /// The most bytes of one message; configurations and items go by mailbox.
    static let message_bytes = 128 << 10

    let descriptor: Int32

    /// Takes over a descriptor.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A message as it came.
    struct Message: ~Copyable {
        let head: MessageHead
        let payload: [UInt8]
        /// The descriptor that came with it, -1 for none.
        var descriptor: Int32

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// Takes over the descriptor.
        mutating func takeDescriptor() -> Int32 {
            defer { descriptor = -1 }
            return descriptor
        }
    }

    /// What reading gives.
    enum Received: ~Copyable {
        case message(Message)
        /// Something that is no message; it is gone.
        case nonsense
        /// Nothing there.
        case nothing
        /// The other side is gone.
        case closed
    }

    /// Sends a message.
    /// - Returns: Whether it was taken.
    @discardableResult
    func send(
        _ kind: MessageKind, number: UInt32 = 0, flag: UInt32 = 0, size: UInt64 = 0, _ payload: [UInt8] = [],
        descriptor file: Int32 = -1, waits: Bool = true
    ) -> Bool {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(MessageHead.bytes + payload.count)
        for word in [kind.rawValue, number, flag, 0] { withUnsafeBytes(of: word) { bytes += $0 } }
        withUnsafeBytes(of: size) { bytes += $0 }
        bytes += payload.prefix(Self.message_bytes - MessageHead.bytes)
        return shim_send(descriptor, bytes, UInt64(bytes.count), file, waits ? 1 : 0) == 0
    }

    /// Takes the next message.
    func receive(waits: Bool) -> Received {
        var file: Int32 = -1
        var buffer = [UInt8](repeating: 0, count: Self.message_bytes)
        let count = shim_receive(descriptor, &buffer, UInt64(buffer.count), &file, waits ? 1 : 0)
        if count == -Int64(EAGAIN) { return .nothing }
        guard count > 0 else { return .closed }
        guard count >= Int64(MessageHead.bytes) else {
            if file >= 0 { close(file) }
            return .nonsense
        }
        let head = buffer.withUnsafeBytes {
            MessageHead(
                kind: $0.load(as: UInt32.self), number: $0.load(fromByteOffset: 4, as: UInt32.self),
                flag: $0.load(fromByteOffset: 8, as: UInt32.self), size: $0.load(fromByteOffset: 16, as: UInt64.self))
        }
        let payload = Array(buffer[MessageHead.bytes..<Int(count)])
        return .message(Message(head: head, payload: payload, descriptor: file))
    }
}
