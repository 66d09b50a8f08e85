/// Cuts access units into RTP payloads (RFC 6184): single NAL units, STAP-A and FU-A.
///
/// ```swift
/// packetizer.begin(accessUnit, lengthBytes: nil)
/// while let isLast = packetizer.next(of: accessUnit, into: &packet) { … }
/// ```
/// Nothing is allocated once its list of units has grown to the largest access unit.
public struct H264Packetizer: Sendable {
    /// The packetization modes of RFC 6184, 5.4 and 6; the interleaved one is not offered.
    public enum Mode: Int, Sendable {
        /// Each packet is one NAL unit (mode 0).
        case singleUnit = 0
        /// Units may be aggregated and fragmented (mode 1).
        case nonInterleaved = 1
    }

    private let mode: Mode
    private let limit_bytes: Int
    private let aggregates: Bool
    private var units: [Range<Int>] = []
    private var unit = 0
    /// Where in the unit the next fragment begins; 0 before the first.
    private var offset = 0
    /// Units of the access unit under way that cannot be sent.
    public private(set) var refused = 0

    /// A packetizer.
    /// - Parameters:
    ///   - mode: What receivers are told by `packetization-mode`.
    ///   - limit_bytes: Largest payload; at least 64.
    ///   - aggregates: Whether small units that follow one another share a packet (mode 1).
    public init(mode: Mode, limit_bytes: Int, aggregates: Bool) {
        self.mode = mode
        self.limit_bytes = limit_bytes
        self.aggregates = aggregates && mode == .nonInterleaved
    }

    /// Starts with an access unit.
    /// - Parameters:
    ///   - lengthBytes: Bytes of the length before each unit; `nil` for start codes.
    /// - Returns: `false` when it holds nothing that can be sent.
    public mutating func begin(_ accessUnit: RawSpan, lengthBytes: Int?) -> Bool {
        units.removeAll(keepingCapacity: true)
        (unit, offset, refused) = (0, 0, 0)
        if let lengthBytes {
            if !NALUnits.find(lengthPrefixed: accessUnit, lengthBytes: lengthBytes, into: &units) { refused += 1 }
        } else {
            NALUnits.find(annexB: accessUnit, into: &units)
        }
        if mode == .singleUnit { refuseLarge() }
        return !units.isEmpty
    }

    private mutating func refuseLarge() {
        let before = units.count
        let limit = limit_bytes
        units.removeAll { $0.count > limit }
        refused += before - units.count
    }

    /// Whether one of the units under way is of a type.
    public func has(_ type: UInt8, in accessUnit: RawSpan) -> Bool {
        for unit in units where NALUnitType.of(accessUnit.uint8(at: unit.lowerBound)) == type { return true }
        return false
    }

    /// Appends the next payload.
    /// - Returns: Whether it is the last of the access unit; `nil` when all are written.
    public mutating func next(of accessUnit: RawSpan, into packet: inout [UInt8]) -> Bool? {
        guard unit < units.count else { return nil }
        if offset > 0 || units[unit].count > limit_bytes {
            writeFragment(accessUnit, &packet)
        } else {
            let count = aggregates ? aggregateCount() : 1
            if count == 1 {
                packet.append(accessUnit.extracting(units[unit]))
            } else {
                writeAggregate(accessUnit, count, &packet)
            }
            unit += count
        }
        return unit == units.count
    }

    /// How many units from the current one fit one STAP-A; 1 when that is not worth it.
    private func aggregateCount() -> Int {
        var total = 1
        var count = 0
        for next in units[unit...] {
            total += 2 + next.count
            guard total <= limit_bytes, next.count <= 0xFFFF else { break }
            count += 1
        }
        return max(1, count)
    }

    /// RFC 6184, 5.7.1: the header has the highest importance of its units, and the forbidden bit of any.
    private mutating func writeAggregate(_ accessUnit: RawSpan, _ count: Int, _ packet: inout [UInt8]) {
        let header = packet.count
        packet.append(24)
        var (forbidden, importance): (UInt8, UInt8) = (0, 0)
        for range in units[unit..<unit + count] {
            let first = accessUnit.uint8(at: range.lowerBound)
            forbidden |= first & 0x80
            importance = max(importance, first & 0x60)
            packet.append(uint16: UInt16(range.count))
            packet.append(accessUnit.extracting(range))
        }
        packet[header] |= forbidden | importance
    }

    /// RFC 6184, 5.8: the unit's own header byte is not sent; its parts travel in indicator and FU header.
    private mutating func writeFragment(_ accessUnit: RawSpan, _ packet: inout [UInt8]) {
        let range = units[unit]
        let header = accessUnit.uint8(at: range.lowerBound)
        let isFirst = offset == 0
        if isFirst { offset = 1 }
        let start = range.lowerBound + offset
        let end = min(start + limit_bytes - 2, range.upperBound)
        let isLast = end == range.upperBound
        packet.append(header & 0xE0 | 28)
        packet.append((isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | header & 0x1F)
        packet.append(accessUnit.extracting(start..<end))
        offset = isLast ? 0 : end - range.lowerBound
        if isLast { unit += 1 }
    }
}
