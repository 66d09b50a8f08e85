/// Base64 with padding (RFC 4648, section 4), for parameter sets in session descriptions.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value: UInt32 = 0
            for index in 0..<3 { value = value << 8 | (index < group.count ? UInt32(group[start + index]) : 0) }
            for index in 0..<4 {
                let code = alphabet[Int(value >> UInt32(18 - 6 * index) & 63)]
                text.append(index <= group.count ? code : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for what is no Base64. Padding may be left out, as some senders do.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (value, count): (UInt32, Int) = (0, 0)
        for code in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let index = alphabet.firstIndex(of: code) else { return nil }
            value = value << 6 | UInt32(index)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(count)))
        }
        return count < 6 ? bytes : nil
    }
}
