/// Why a packet, or a part of one, was refused or thrown away. Each is counted under its ``name``.
public enum RTPFault: Int, Error, Sendable, CaseIterable {
    /// A datagram or frame without a byte.
    case empty
    /// Shorter than the fixed header of RFC 3550, 5.1.
    case tooShort
    /// Another version than 2.
    case wrongVersion
    /// The list of contributing sources goes beyond the end.
    case sourcesBeyondEnd
    /// The header extension goes beyond the end.
    case extensionBeyondEnd
    /// The padding count is 0 or more than there is.
    case wrongPadding
    /// A header, and no payload.
    case noPayload
    /// A payload type that was not agreed on.
    case unknownPayloadType
    /// From another synchronisation source than the one followed.
    case foreignSource
    /// The sequence number was there before.
    case duplicate
    /// Came when its place had been given up.
    case late
    /// A leap of the sequence number that the next packet did not confirm (RFC 3550, A.1).
    case sequenceLeap
    /// Larger than the limit for a packet.
    case tooLarge
    /// H.264: a payload too short for its header.
    case shortPayload
    /// H.264: NAL unit type 0, 30 or 31, which RFC 6184 leaves undefined.
    case reservedType
    /// H.264: STAP-B, MTAP or FU-B, which belong to the interleaved mode (RFC 6184, 5.7 and 5.8).
    case interleaved
    /// H.264: the forbidden bit says that the unit is damaged.
    case forbiddenBit
    /// H.264: a part of a fragmented unit whose beginning is missing.
    case fragmentWithoutStart
    /// H.264: a fragmented unit whose end is missing.
    case fragmentWithoutEnd
    /// H.264: a fragment that is first and last at once, or of a type that cannot be fragmented.
    case wrongFragment
    /// H.264: a unit of an aggregate that is empty or goes beyond the end.
    case wrongAggregate
    /// The access unit would become larger than the limit.
    case unitTooLarge
    /// JPEG: a header that goes beyond the end, or a size of 0.
    case wrongJPEGHeader
    /// JPEG: a type that RFC 2435 does not define.
    case unknownJPEGType
    /// JPEG: a part of the picture is missing.
    case missingPart
    /// JPEG: quantisation tables that never came, or of 16 bits.
    case missingTables
    /// RTCP: shorter than its header, or a length beyond the end.
    case controlBeyondEnd
    /// RTCP: another version than 2.
    case wrongControlVersion
    /// RTCP: padding in another than the last packet, or more than there is.
    case wrongControlPadding
    /// RTCP: a compound that does not begin with a report.
    case noReport
    /// RTCP: contents that do not fit the length of the packet.
    case wrongControlContents

    /// As records and logs spell it: `fragment-without-start`.
    public var name: String {
        var text = ""
        var wasLower = false
        for letter in "\(self)" {
            if letter.isUppercase, wasLower { text += "-" }
            wasLower = letter.isLowercase
            text += letter.lowercased()
        }
        return text
    }
}

/// How often each fault came.
public struct FaultCounts: Sendable {
    private var counts = [UInt64](repeating: 0, count: RTPFault.allCases.count)

    /// All zero.
    public init() {}

    /// Counts one more.
    /// - Returns: How often it has come by now.
    @discardableResult
    public mutating func add(_ fault: RTPFault) -> UInt64 {
        counts[fault.rawValue] += 1
        return counts[fault.rawValue]
    }

    /// How often it came.
    public subscript(fault: RTPFault) -> UInt64 { counts[fault.rawValue] }

    /// All of them together.
    public var total: UInt64 { counts.reduce(0, +) }

    /// Those that came, with their names.
    public var named: [(name: String, count: UInt64)] {
        RTPFault.allCases.filter { self[$0] > 0 }.map { ($0.name, self[$0]) }
    }
}
