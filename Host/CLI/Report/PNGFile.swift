/// A picture as PNG (RFC 2083), 8 bits a channel, its data stored without compression: pictures here are small.
enum PNGFile {
    private static let storedBlock_bytes = 65535

    /// - Parameter rgb: Rows of red, green, blue, without padding.
    static func bytes(width: Int, height: Int, rgb: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        var header = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
        header += [8, 2, 0, 0, 0]
        append("IHDR", header, to: &file)
        append("IDAT", zlib(rows(width: width, height: height, rgb: rgb)), to: &file)
        append("IEND", [], to: &file)
        return file
    }

    /// Each row behind a zero, which says that it is not filtered.
    private static func rows(width: Int, height: Int, rgb: [UInt8]) -> [UInt8] {
        var data: [UInt8] = []
        data.reserveCapacity((width * 3 + 1) * height)
        for row in 0..<height {
            data.append(0)
            data += rgb[row * width * 3..<(row + 1) * width * 3]
        }
        return data
    }

    /// The data in stored blocks (RFC 1950, RFC 1951 section 3.2.4).
    private static func zlib(_ data: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let count = min(storedBlock_bytes, data.count - start)
            out.append(start + count == data.count ? 1 : 0)
            let length = UInt16(count)
            out += [UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)]
            out += data[start..<start + count]
            start += count
        } while start < data.count
        return out + bigEndian(adler32(data))
    }

    private static func append(_ type: String, _ body: [UInt8], to file: inout [UInt8]) {
        let typed = Array(type.utf8) + body
        file += bigEndian(UInt32(body.count)) + typed + bigEndian(crc32(typed))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    private static func adler32(_ data: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return b << 16 | a
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func crc32(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crcTable[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
