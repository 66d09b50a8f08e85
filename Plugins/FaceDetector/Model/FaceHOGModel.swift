/// dlib's frontal face detector as serialised bytes: five filters for faces seen from the front, from both sides and
/// turned by a little. It lies in the binary as text and costs a fraction of a millisecond to read.
public enum FaceHOGModel {
    /// The bytes, 155 kB of them.
    public static func bytes() -> [UInt8] {
        let text = UnsafeBufferPointer(
            start: FrontalDetector.base64.utf8Start, count: FrontalDetector.base64.utf8CodeUnitCount)
        return [UInt8](unsafeUninitializedCapacity: FrontalDetector.byteCount) { bytes, count in
            count = decode(text, into: bytes)
        }
    }

    /// Base64 (RFC 4648); stops when `bytes` is full.
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>) -> Int
    {
        var written = 0
        var group: UInt32 = 0
        for (index, digit) in text.enumerated() {
            group = group << 6 | value(of: digit)
            guard index % 4 == 3 else { continue }
            for shift in stride(from: UInt32(16), through: 0, by: -8) where written < bytes.count {
                bytes[written] = UInt8(truncatingIfNeeded: group >> shift)
                written += 1
            }
            group = 0
        }
        return written
    }

    private static func value(of digit: UInt8) -> UInt32 {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }
}
