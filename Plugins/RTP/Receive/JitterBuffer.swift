/// Puts packets back into the order of their sequence numbers.
///
/// A packet whose turn it is passes at once and is not kept. Behind a gap packets wait until the missing ones come, until
/// the first of them has waited `latency_ns`, or until the buffer is full; then the missing ones are given up. Bounded in
/// time and in packets; memory of a place is kept and reused.
public struct JitterBuffer: Sendable {
    /// What becomes of a packet.
    public enum Offer: Sendable, Hashable {
        /// Its turn, after as many lost packets: handle it now.
        case now(lost: Int)
        /// It waits for those before it.
        case held
        /// It is there already.
        case duplicate
        /// Its place has been given up.
        case late
        /// Too far ahead: let the waiting ones go by ``release(at:isForced:)``, and offer it again.
        case full
    }

    /// A packet that has waited.
    public struct Held: Sendable {
        /// The packet's parts.
        public var packet: RTPPacket
        /// When it came.
        public var arrival_ns: Int64
        /// All its bytes.
        public var bytes: [UInt8]
        /// Packets before it that were given up.
        public var lost = 0
    }

    private struct Place: Sendable {
        var sequence: Int64 = -1
        var held: Held?
    }

    private var places: [Place]
    private var spare: [[UInt8]] = []
    private let mask: Int64
    private let latency_ns: Int64
    private let limit: Int
    private var next: Int64?
    private var gapSince_ns: Int64 = 0
    /// Packets that wait.
    public private(set) var count = 0

    /// A buffer.
    /// - Parameters:
    ///   - latency_ns: Longest wait for a missing packet.
    ///   - limit: Most packets that wait, 1 to 32,768.
    public init(latency_ns: Int64, limit: Int) {
        var size = 2
        while size <= limit { size *= 2 }
        places = Array(repeating: Place(), count: size)
        mask = Int64(size - 1)
        self.latency_ns = latency_ns
        self.limit = limit
    }

    /// Takes a packet.
    /// - Parameters:
    ///   - sequence: Its number without wraps.
    ///   - arrival_ns: When it came.
    public mutating func offer(
        _ sequence: Int64, _ packet: RTPPacket, arrival_ns: Int64, bytes: RawSpan
    ) -> Offer {
        guard let next else {
            self.next = sequence + 1
            return .now(lost: 0)
        }
        if sequence < next { return .late }
        if sequence == next {
            self.next = next + 1
            return .now(lost: 0)
        }
        if sequence - next > mask {
            guard count == 0 else { return .full }
            self.next = sequence + 1
            return .now(lost: Int(sequence - next))
        }
        return hold(sequence, packet, arrival_ns, bytes)
    }

    private mutating func hold(
        _ sequence: Int64, _ packet: RTPPacket, _ arrival_ns: Int64, _ bytes: RawSpan
    ) -> Offer {
        let place = Int(sequence & mask)
        if places[place].sequence == sequence { return .duplicate }
        guard latency_ns > 0 else {
            let lost = Int(sequence - (next ?? sequence))
            next = sequence + 1
            return .now(lost: lost)
        }
        var memory = spare.popLast() ?? []
        memory.clear()
        memory.append(bytes)
        places[place] = Place(
            sequence: sequence, held: Held(packet: packet, arrival_ns: arrival_ns, bytes: memory))
        if count == 0 { gapSince_ns = arrival_ns }
        count += 1
        return .held
    }

    /// Takes out the next packet whose turn it is.
    /// - Parameters:
    ///   - now_ns: The time by which waits are judged.
    ///   - isForced: Whether missing packets are given up at once.
    public mutating func release(at now_ns: Int64, isForced: Bool = false) -> Held? {
        guard count > 0, var due = next else { return nil }
        var lost = 0
        if places[Int(due & mask)].sequence != due {
            guard isForced || count > limit || now_ns - gapSince_ns >= latency_ns else { return nil }
            while places[Int(due & mask)].sequence != due { due += 1 }
            lost = Int(due - (next ?? due))
        }
        let place = Int(due & mask)
        guard var held = places[place].held else { return nil }
        places[place] = Place()
        count -= 1
        next = due + 1
        held.lost = lost
        restartGap()
        return held
    }

    /// When another gap comes after the packet that has left, its wait began with the first packet behind it.
    private mutating func restartGap() {
        guard count > 0, var due = next, places[Int(due & mask)].sequence != due else { return }
        while places[Int(due & mask)].sequence != due { due += 1 }
        gapSince_ns = max(gapSince_ns, places[Int(due & mask)].held?.arrival_ns ?? gapSince_ns)
    }

    /// Takes back the memory of a packet that was handled.
    public mutating func recycle(_ memory: consuming [UInt8]) {
        if spare.count < 64 { spare.append(memory) }
    }

    /// When the next wait ends; `nil` when nothing waits.
    public var deadline_ns: Int64? { count > 0 ? gapSince_ns + latency_ns : nil }

    /// Forgets the order: the next packet begins it anew. Nothing may wait.
    public mutating func restart() { next = nil }
}
