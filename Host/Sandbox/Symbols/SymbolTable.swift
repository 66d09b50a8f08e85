import Glibc

/// The functions of an ELF file (64 bits, little-endian), from its full table of symbols, or from that of the dynamic
/// linker when it was stripped. All numbers come from the file and are checked against its size.
struct SymbolTable: Sendable {
    struct Function: Sendable {
        let start: UInt64
        let end: UInt64
        let name: String
    }

    private let functions: [Function]
    private static let full: UInt32 = 2
    private static let dynamic: UInt32 = 11
    private static let entry_bytes = 24
    private static let functionType: UInt8 = 2

    /// Reads a file; `nil` when it cannot be read or has no symbols.
    init?(path: String) {
        guard let file = SymbolFile(path) else { return nil }
        let sections = file.sections
        guard
            let table = sections.first(where: { $0.type == Self.full })
                ?? sections.first(where: { $0.type == Self.dynamic }),
            sections.indices.contains(Int(table.link)), let symbols = file.content(table),
            let names = file.content(sections[Int(table.link)])
        else { return nil }
        functions = Self.functions(symbols, names)
    }

    /// The function that an address in the file is in.
    /// - Complexity: O(log n).
    func function(at address: UInt64) -> Function? {
        var low = 0
        var high = functions.count
        while low < high {
            let middle = (low + high) / 2
            if functions[middle].start <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, address < functions[low - 1].end else { return nil }
        return functions[low - 1]
    }

    private static func functions(_ symbols: ByteReader, _ names: ByteReader) -> [Function] {
        stride(from: 0, to: symbols.bytes.count, by: entry_bytes)
            .compactMap { function(symbols, UInt64($0), names) }.sorted { $0.start < $1.start }
    }

    private static func function(_ symbols: ByteReader, _ at: UInt64, _ names: ByteReader) -> Function? {
        guard let info = symbols.u8(at + 4), info & 0xF == functionType, let section = symbols.u16(at + 6),
            section != 0,
            let start = symbols.u64(at + 8), let size_bytes = symbols.u64(at + 16), size_bytes > 0,
            let name = symbols.u32(at)
        else { return nil }
        let (end, overflow) = start.addingReportingOverflow(size_bytes)
        guard !overflow, let text = names.text(UInt64(name)) else { return nil }
        return Function(start: start, end: end, name: text)
    }
}
