import Glibc

/// An ELF file that is read part by part: mapping it would end this process if somebody cut the file short meanwhile.
final class SymbolFile {
    struct Section {
        let type: UInt32
        let offset: UInt64
        let size_bytes: UInt64
        let link: UInt32
    }

    private static let partLimit_bytes: UInt64 = 256 << 20
    private let fd: Int32

    /// Opens a file; `nil` when it cannot be opened or is no regular file.
    init?(_ path: String) {
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var facts = stat()
        guard fd >= 0, fstat(fd, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    }

    deinit { if fd >= 0 { close(fd) } }

    /// The section headers; none when the file is no 64-bit little-endian ELF file, or was stripped of them.
    var sections: [Section] {
        guard let head = part(0, 64), head.bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let at = head.u64(40),
            let entry_bytes = head.u16(58), entry_bytes >= 64, let count = head.u16(60),
            let table = part(at, UInt64(entry_bytes) * UInt64(count))
        else { return [] }
        return (0..<UInt64(count)).compactMap { Self.section(table, $0 * UInt64(entry_bytes)) }
    }

    private static func section(_ table: ByteReader, _ at: UInt64) -> Section? {
        guard let type = table.u32(at + 4), let offset = table.u64(at + 24), let size_bytes = table.u64(at + 32),
            let link = table.u32(at + 40)
        else { return nil }
        return Section(type: type, offset: offset, size_bytes: size_bytes, link: link)
    }

    /// The bytes of a section.
    func content(_ section: Section) -> ByteReader? { part(section.offset, section.size_bytes) }

    private func part(_ offset: UInt64, _ size_bytes: UInt64) -> ByteReader? {
        guard size_bytes <= Self.partLimit_bytes, let start = off_t(exactly: offset), start <= .max - off_t(size_bytes)
        else { return nil }
        let wanted = Int(size_bytes)
        var done = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
            while done < wanted, let base = buffer.baseAddress {
                let got = pread(fd, base + done, wanted - done, start + off_t(done))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { break }
                done += got
            }
            initialized = done
        }
        return done == wanted ? ByteReader(bytes: bytes) : nil
    }
}
