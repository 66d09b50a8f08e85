/// The head of a 64-bit little-endian ELF file, and where its parts are. All numbers come from the file: each use of
/// them is checked against the file's size.
struct ElfHeader {
    struct Segment {
        let type: UInt32
        let offset: UInt64
        let address: UInt64
        let file_bytes: UInt64
        let alignment: UInt64
    }

    static let size_bytes = 64
    static let loadable: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let note: UInt32 = 4

    let segments: [Segment]

    /// Reads the head of a file.
    /// - Throws: What the file is instead of a shared object for this host.
    init(_ file: RandomFile) throws(LoadFailure) {
        guard file.size_bytes > 0 else {
            throw LoadFailure(.notShared, "is empty (0 bytes); copy or build it again")
        }
        let start = file.bytes(at: 0, count: Int(min(UInt64(Self.size_bytes), file.size_bytes))) ?? []
        try Self.checkMagic(start)
        guard start.count == Self.size_bytes else { throw Self.truncated(file, String(Self.size_bytes)) }
        try Self.checkKind(start)
        segments = try Self.segments(start, file)
        try Self.checkWhole(start, segments, file)
    }

    private static func checkMagic(_ start: [UInt8]) throws(LoadFailure) {
        if start.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return }
        let isText = start.allSatisfy { (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) || $0 >= 0x80 }
        throw LoadFailure(
            .notShared,
            "is not a shared object (\(isText ? "text" : "not ELF")); build the plugin again, or remove the file")
    }

    private static func checkKind(_ start: [UInt8]) throws(LoadFailure) {
        guard start[4] == 2 else { throw otherMachine("a 32-bit machine") }
        guard start[5] == 1 else { throw otherMachine("a big-endian machine") }
        let machine = start.u16(18)
        guard machine == ElfMachine.host else { throw otherMachine(ElfMachine.name(machine)) }
        switch start.u16(16) {
        case 3: return
        case 1: throw notShared("object file")
        case 2: throw notShared("program")
        case 4: throw notShared("core dump")
        default: throw notShared("unknown kind of ELF file")
        }
    }

    static func notShared(_ what: String) -> LoadFailure {
        LoadFailure(.notShared, "is not a shared object (\(what)); link it with -shared")
    }

    private static func otherMachine(_ what: String) -> LoadFailure {
        LoadFailure(
            .otherMachine, "is for \(what), this host is \(ElfMachine.name(ElfMachine.host)); build it for this host")
    }

    static func truncated(_ file: RandomFile, _ needed: String) -> LoadFailure {
        LoadFailure(
            .truncated,
            "is truncated: its parts reach to byte \(needed), the file ends at byte \(file.size_bytes); copy it again")
    }

    private static func segments(_ start: [UInt8], _ file: RandomFile) throws(LoadFailure) -> [Segment] {
        let offset = start.u64(32)
        let entry_bytes = Int(start.u16(54))
        let count = Int(start.u16(56))
        guard entry_bytes >= 56, count > 0 else { throw notShared("no segments") }
        guard let table = file.bytes(at: offset, count: entry_bytes * count) else {
            throw truncated(file, offset.end(UInt64(entry_bytes * count)))
        }
        return (0..<count).map { index in
            let at = index * entry_bytes
            return Segment(
                type: table.u32(at), offset: table.u64(at + 8), address: table.u64(at + 16),
                file_bytes: table.u64(at + 32), alignment: table.u64(at + 48))
        }
    }

    /// A copy that broke off lacks its end, where the section headers are.
    private static func checkWhole(
        _ start: [UInt8], _ segments: [Segment], _ file: RandomFile
    ) throws(LoadFailure) {
        for segment in segments where segment.type == loadable {
            try checkRange(segment.offset, segment.file_bytes, file)
        }
        let sections = start.u64(40)
        if sections != 0 { try checkRange(sections, UInt64(start.u16(58)) * UInt64(start.u16(60)), file) }
    }

    private static func checkRange(_ offset: UInt64, _ count: UInt64, _ file: RandomFile) throws(LoadFailure) {
        let (end, overflow) = offset.addingReportingOverflow(count)
        if overflow || end > file.size_bytes { throw truncated(file, offset.end(count)) }
    }

    /// Where in the file the byte lies that is loaded at an address; `nil` when none is.
    func offset(ofAddress address: UInt64) -> UInt64? {
        for segment in segments where segment.type == Self.loadable && address >= segment.address {
            let inside = address - segment.address
            if inside < segment.file_bytes { return segment.offset + inside }
        }
        return nil
    }
}

extension UInt64 {
    /// The end of a range that starts here, as text also when it does not fit 64 bits.
    fileprivate func end(_ count: UInt64) -> String {
        let (end, overflow) = addingReportingOverflow(count)
        return overflow ? "2^64 and beyond" : String(end)
    }
}
