import CChecksum

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits in lower case.
package enum SHA256 {
    /// Of an open file, from its first byte on.
    package static func text(descriptor: Int32) throws(ErrorNumber) -> String {
        var digits = [CChar](repeating: 0, count: 65)
        let status = shim_sha256_of_descriptor(descriptor, &digits)
        guard status == 0 else { throw ErrorNumber(status) }
        return text(digits)
    }

    /// Of the file at a path, links followed.
    package static func text(path: String) throws(ErrorNumber) -> String {
        var digits = [CChar](repeating: 0, count: 65)
        let status = shim_sha256_of_file(path, &digits)
        guard status == 0 else { throw ErrorNumber(status) }
        return text(digits)
    }

    /// Of bytes.
    package static func text(_ bytes: [UInt8]) -> String {
        var sum = SHA256Sum()
        bytes.withUnsafeBytes { sum.add($0) }
        return sum.end()
    }

    /// Whether a text is a sum: 64 hexadecimal digits, in lower or upper case.
    package static func isSum(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0)
            }
    }

    fileprivate static func text(_ digits: [CChar]) -> String {
        String(decoding: digits.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A sum of bytes as they come.
package struct SHA256Sum: ~Copyable {
    private let sum: OpaquePointer

    package init() { sum = shim_sha256_new() }

    /// The next bytes.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        shim_sha256_add(sum, bytes.baseAddress, UInt64(bytes.count))
    }

    /// The sum of all.
    package consuming func end() -> String {
        var digits = [CChar](repeating: 0, count: 65)
        shim_sha256_end(sum, &digits)
        discard self
        return SHA256.text(digits)
    }

    deinit {
        var digits = [CChar](repeating: 0, count: 65)
        shim_sha256_end(sum, &digits)
    }
}
