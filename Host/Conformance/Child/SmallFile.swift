import Glibc

/// Small files, read whole.
enum SmallFile {
    /// The bytes; `nil` when the file cannot be read or is longer than the limit. Sizes are not believed: /proc says 0.
    static func read(_ path: String, limit_bytes: Int = 16 << 20) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < limit_bytes {
            var got = 0
            let part = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                got = Glibc.read(file, buffer.baseAddress, buffer.count)
                count = max(0, got)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { return bytes }
            bytes += part
        }
        return nil
    }

    /// Writes a file; whether it worked.
    @discardableResult
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let put = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return false }
            rest = rest.dropFirst(put)
        }
        return true
    }
}
