import NetworkLink

/// One receiver and the bytes that wait for it.
struct Peer {
    let socket: Socket
    let name: String
    private let capacity: Int
    private var bytes: [UInt8] = []
    private var sent = 0
    private(set) var lastProgress_ns: Int64
    private(set) var isOver = false
    /// Packets that were left out.
    var dropped = LogCount()

    init(_ socket: Socket, name: String, capacity: Int, now_ns: Int64) {
        self.socket = socket
        self.name = name
        self.capacity = capacity
        lastProgress_ns = now_ns
    }

    /// Bytes that wait.
    var waiting: Int { bytes.count - sent }

    /// Whether a packet and its length fit.
    func hasRoom(for count: Int) -> Bool { waiting + 2 + count <= capacity }

    /// Adds a packet with its length before it (RFC 4571, 2).
    mutating func append(_ packet: RawSpan, _ now_ns: Int64) {
        if waiting == 0 { lastProgress_ns = now_ns }
        let count = packet.byteCount
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        packet.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Sends what the connection takes, and looks at what comes back: nothing is expected but the end.
    mutating func flush(_ now_ns: Int64) {
        let start = sent
        let count = bytes.withUnsafeBytes { socket.send(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        guard let count else {
            isOver = true
            return
        }
        sent += count
        if count > 0 { lastProgress_ns = now_ns }
        if sent == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            sent = 0
        } else if sent > capacity / 2 {
            bytes.removeFirst(sent)
            sent = 0
        }
        discardInput()
    }

    private mutating func discardInput() {
        var places = InlineArray<1024, UInt8>(repeating: 0)
        // Bounded, so that a chatty receiver costs no more than this.
        for _ in 0..<16 {
            let count = withUnsafeMutableBytes(of: &places) { socket.receive(into: $0) }
            guard let count else {
                isOver = true
                return
            }
            if count == 0 { return }
        }
    }

    /// Whether bytes have waited too long.
    func isStalled(_ now_ns: Int64, limit_ns: Int64) -> Bool { waiting > 0 && now_ns - lastProgress_ns >= limit_ns }
}
