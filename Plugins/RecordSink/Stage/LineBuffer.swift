import PluginSDK

/// Builds JSON in memory that is kept from line to line.
struct LineBuffer {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(64 << 10) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    mutating func append(_ byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }

    /// Bytes that are JSON already. Line feeds, which JSON allows between tokens only, become spaces.
    mutating func append(json: RawSpan) {
        json.withUnsafeBytes { raw in
            for byte in raw { bytes.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
        }
    }

    mutating func append(_ number: UInt64) { bytes.append(decimal: number) }

    mutating func append(_ number: Int64) {
        if number < 0 { append("-" as Unicode.Scalar) }
        append(number.magnitude)
    }

    /// A number with at most `decimals` digits behind the point, rounded to nearest, without trailing zeros; `null`
    /// when it is not finite.
    mutating func append(_ number: Float, decimals: Int = 4) {
        guard number.isFinite else { return append("null") }
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (Double(number).magnitude * Double(scale)).rounded()
        guard scaled < 1e18 else {
            // Beyond any pixel: the shortest text that reads back the same.
            return bytes.append(contentsOf: JSONText.number(Double(number)).utf8)
        }
        let whole = UInt64(scaled)
        if number < 0, whole > 0 { append("-" as Unicode.Scalar) }
        append(whole / scale)
        var fraction = whole % scale
        guard fraction > 0 else { return }
        append("." as Unicode.Scalar)
        while fraction > 0 {
            scale /= 10
            bytes.append(UInt8(fraction / scale) + 0x30)
            fraction %= scale
        }
    }

    /// Takes bytes off the front.
    mutating func removeFirst(_ count: Int) {
        if count == bytes.count { bytes.removeAll(keepingCapacity: true) } else { bytes.removeFirst(count) }
    }

    /// Takes back what was added since the buffer had `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }
}
