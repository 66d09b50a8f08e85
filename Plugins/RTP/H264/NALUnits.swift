/// Types of NAL units that transport has to know (ITU-T H.264, table 7-1).
public enum NALUnitType {
    /// A slice of a picture that can be decoded on its own.
    public static let idrSlice: UInt8 = 5
    /// Supplemental enhancement information.
    public static let sei: UInt8 = 6
    /// A sequence parameter set.
    public static let sps: UInt8 = 7
    /// A picture parameter set.
    public static let pps: UInt8 = 8
    /// An access unit delimiter.
    public static let delimiter: UInt8 = 9

    /// The type in the first byte of a unit.
    @inlinable public static func of(_ header: UInt8) -> UInt8 { header & 0x1F }
}

/// Finds NAL units in coded bytes.
public enum NALUnits {
    /// Appends the positions of all units between start codes (ITU-T H.264, annex B), without zero bytes behind them.
    /// Bytes before the first start code are no unit.
    /// - Complexity: O(n), about a third of the bytes are looked at.
    public static func find(annexB bytes: RawSpan, into units: inout [Range<Int>]) {
        bytes.withUnsafeBytes { raw in
            var start: Int?
            var position = 0
            while let code = nextStartCode(in: raw, from: position) {
                if let start { append(start, code, raw, &units) }
                start = code + 3
                position = code + 3
            }
            if let start { append(start, raw.count, raw, &units) }
        }
    }

    /// Appends the positions of all units that have their length before them (ISO/IEC 14496-15).
    /// - Parameter lengthBytes: 1, 2 or 4.
    /// - Returns: `false` when a length goes beyond the end; the units before it are there.
    public static func find(
        lengthPrefixed bytes: RawSpan, lengthBytes: Int, into units: inout [Range<Int>]
    ) -> Bool {
        var position = 0
        while position < bytes.byteCount {
            guard position + lengthBytes <= bytes.byteCount else { return false }
            var length = 0
            for offset in 0..<lengthBytes { length = length << 8 | Int(bytes.uint8(at: position + offset)) }
            position += lengthBytes
            guard length <= bytes.byteCount - position else { return false }
            if length > 0 { units.append(position..<position + length) }
            position += length
        }
        return true
    }

    /// Position of the next 00 00 01 at or behind `start`; `nil` when there is none.
    public static func nextStartCode(in raw: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        var position = start + 2
        while position < raw.count {
            let byte = base[position]
            if byte > 1 {
                position += 3
            } else if byte == 1 {
                if base[position - 1] == 0, base[position - 2] == 0 { return position - 2 }
                position += 3
            } else {
                position += 1
            }
        }
        return nil
    }

    private static func append(
        _ start: Int, _ end: Int, _ raw: UnsafeRawBufferPointer, _ units: inout [Range<Int>]
    ) {
        var last = end
        while last > start, raw[last - 1] == 0 { last -= 1 }
        if last > start { units.append(start..<last) }
    }
}
