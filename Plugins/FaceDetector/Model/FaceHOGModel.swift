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
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { values in
            values.initialize(repeating: 0)
            for (value, digit) in digits.utf8.enumerated() { values[Int(digit)] = UInt32(value) }
            var written = 0
            for start in stride(from: 0, to: text.count - 3, by: 4) {
                let high = values[Int(text[start])] << 18 | values[Int(text[start + 1])] << 12
                let group = high | values[Int(text[start + 2])] << 6 | values[Int(text[start + 3])]
                var shift: UInt32 = 24
                while shift > 0, written < bytes.count {
                    shift -= 8
                    bytes[written] = UInt8(truncatingIfNeeded: group >> shift)
                    written += 1
                }
            }
            return written
        }
    }

    private static let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
}
