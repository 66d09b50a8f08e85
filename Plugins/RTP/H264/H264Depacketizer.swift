/// Puts access units together from RTP payloads (RFC 6184) in order of sequence.
///
/// A unit that is not whole is thrown away; the access unit it belongs to goes on as damaged. Memory is bounded by the
/// limit for an access unit, and kept.
public struct H264Depacketizer: Sendable {
    private let limit_bytes: Int
    private var unit: [UInt8] = []
    /// Where the fragmented unit under way begins, its start code included.
    private var fragment: Int?
    private var hasIDR = false
    private var isDamaged = false
    /// The parameter sets seen so far.
    public private(set) var parameters = ParameterSets()
    private var toldRevision = 0

    /// A depacketizer.
    /// - Parameter limit_bytes: Largest access unit.
    public init(limit_bytes: Int, parameters: ParameterSets = ParameterSets()) {
        self.limit_bytes = limit_bytes
        self.parameters = parameters
    }

    /// Takes the next payload.
    /// - Returns: What was thrown away of it, or before it; `nil` when all is well.
    public mutating func add(_ payload: RawSpan) -> RTPFault? {
        let fault = take(payload)
        if fault != nil { isDamaged = true }
        return fault
    }

    private mutating func take(_ payload: RawSpan) -> RTPFault? {
        guard payload.byteCount > 0 else { return .noPayload }
        let header = payload.uint8(at: 0)
        switch NALUnitType.of(header) {
        case 28: return takeFragment(payload)
        case 1...24:
            let unfinished = dropFragment()
            let fault = NALUnitType.of(header) == 24 ? takeAggregate(payload) : takeUnit(payload)
            return fault ?? unfinished
        case 25...27, 29: return dropFragment() ?? .interleaved
        default: return dropFragment() ?? .reservedType
        }
    }

    private mutating func takeUnit(_ bytes: RawSpan) -> RTPFault? {
        guard bytes.uint8(at: 0) & 0x80 == 0 else { return .forbiddenBit }
        guard unit.count + 4 + bytes.byteCount <= limit_bytes else { return .unitTooLarge }
        appendStartCode()
        unit.append(bytes)
        note(bytes)
        return nil
    }

    private mutating func takeAggregate(_ payload: RawSpan) -> RTPFault? {
        var position = 1
        var fault: RTPFault?
        guard payload.byteCount >= 4 else { return .wrongAggregate }
        while position < payload.byteCount {
            guard position + 2 <= payload.byteCount else { return .wrongAggregate }
            let length = Int(payload.uint16(at: position))
            position += 2
            guard length > 0, length <= payload.byteCount - position else { return .wrongAggregate }
            let bytes = payload.extracting(position..<position + length)
            // An aggregate holds plain units only (RFC 6184, 5.7).
            let isPlain = (1...23).contains(NALUnitType.of(bytes.uint8(at: 0)))
            fault = fault ?? (isPlain ? takeUnit(bytes) : .wrongAggregate)
            position += length
        }
        return fault
    }

    private mutating func takeFragment(_ payload: RawSpan) -> RTPFault? {
        guard payload.byteCount >= 3 else { return dropFragment() ?? .shortPayload }
        let (indicator, header) = (payload.uint8(at: 0), payload.uint8(at: 1))
        let (isFirst, isLast) = (header & 0x80 != 0, header & 0x40 != 0)
        guard indicator & 0x80 == 0 else { return dropFragment() ?? .forbiddenBit }
        guard !(isFirst && isLast), (1...23).contains(header & 0x1F) else { return dropFragment() ?? .wrongFragment }
        var fault: RTPFault?
        if isFirst {
            fault = dropFragment()
            fragment = unit.count
            appendStartCode()
            unit.append(indicator & 0x60 | header & 0x1F)
        }
        guard let start = fragment else { return .fragmentWithoutStart }
        guard unit[start + 4] & 0x1F == header & 0x1F else { return dropFragment() }
        guard unit.count + payload.byteCount - 2 <= limit_bytes else {
            _ = dropFragment()
            return .unitTooLarge
        }
        unit.append(payload.extracting(2..<payload.byteCount))
        if isLast { closeFragment(start) }
        return fault
    }

    private mutating func closeFragment(_ start: Int) {
        fragment = nil
        let type = NALUnitType.of(unit[start + 4])
        guard type == NALUnitType.sps || type == NALUnitType.pps else {
            hasIDR = hasIDR || type == NALUnitType.idrSlice
            return
        }
        let copy = Array(unit[(start + 4)...])
        note(copy.span.bytes)
    }

    private mutating func dropFragment() -> RTPFault? {
        guard let start = fragment else { return nil }
        unit.cut(to: start)
        fragment = nil
        return .fragmentWithoutEnd
    }

    private mutating func appendStartCode() { unit.append(uint32: 1) }

    private mutating func note(_ bytes: RawSpan) {
        let type = NALUnitType.of(bytes.uint8(at: 0))
        if type == NALUnitType.idrSlice { hasIDR = true }
        if type == NALUnitType.sps || type == NALUnitType.pps { parameters.note(bytes) }
    }

    /// Packets are missing before the next payload.
    /// - Returns: What was thrown away because of it.
    public mutating func lose() -> RTPFault? { dropFragment() }

    /// Ends the access unit and moves it to `result`, in exchange for the memory there.
    /// - Returns: What of a fragmented unit without an end was thrown away.
    public mutating func finish(into result: inout ReceivedUnit) -> RTPFault? {
        let fault = dropFragment()
        result.isDamaged = isDamaged || fault != nil
        result.isKey = hasIDR
        swap(&result.bytes, &unit)
        unit.clear()
        if parameters.revision != toldRevision, parameters.isComplete, !result.bytes.isEmpty {
            result.configuration = parameters.annexB
            toldRevision = parameters.revision
        } else {
            result.configuration.clear()
        }
        hasIDR = false
        isDamaged = false
        return fault
    }
}
