/// Reads the few facts of a shared object that the host needs before it runs any of its code.
struct ElfFile {
    let file: RandomFile
    let header: ElfHeader
    private let strings: [UInt8]
    private let dynamic: [(tag: UInt64, value: UInt64)]

    private enum Tag {
        static let needed: UInt64 = 1
        static let hash: UInt64 = 4
        static let strings: UInt64 = 5
        static let symbols: UInt64 = 6
        static let stringBytes: UInt64 = 10
        static let rPath: UInt64 = 15
        static let runPath: UInt64 = 29
        static let gnuHash: UInt64 = 0x6FFF_FEF5
        static let flags1: UInt64 = 0x6FFF_FFFB
    }
    private static let programFlag: UInt64 = 0x0800_0000
    private static let tableLimit_bytes: UInt64 = 64 << 20

    /// Opens a file.
    /// - Throws: What the file is instead of a shared object for this host.
    init(_ path: String) throws(LoadFailure) {
        do throws(ErrorNumber) {
            file = try RandomFile(path)
        } catch {
            throw LoadFailure(.unreadable, "cannot be read: \(error)")
        }
        header = try ElfHeader(file)
        dynamic = try Self.readDynamic(file, header)
        strings = try Self.readStrings(file, header, dynamic)
        if (value(Tag.flags1) ?? 0) & Self.programFlag != 0 { throw ElfHeader.notShared("program") }
    }

    /// All facts.
    func facts() throws(LoadFailure) -> ElfFacts {
        var majors: [UInt32] = []
        let exports = try exportedSymbols()
        for symbol in exports where symbol.name.starts(with: Self.entryPrefix) {
            if let major = UInt32(String(decoding: symbol.name.dropFirst(Self.entryPrefix.count), as: UTF8.self)) {
                majors.append(major)
            }
        }
        let paths = values(Tag.runPath) + values(Tag.rPath)
        return ElfFacts(
            buildID: buildID(), needed: values(Tag.needed).map { text($0) },
            runPath: paths.flatMap { text($0).split(separator: ":").map(String.init) }, entryMajors: majors.sorted(),
            exports: exports.map {
                ElfFacts.Export(name: String(decoding: $0.name, as: UTF8.self), isFunction: $0.isFunction)
            })
    }

    private static let entryPrefix = Array("sluice_plugin_entry_v".utf8)

    private func values(_ tag: UInt64) -> [UInt64] { dynamic.filter { $0.tag == tag }.map(\.value) }

    private func value(_ tag: UInt64) -> UInt64? { dynamic.first { $0.tag == tag }?.value }

    private func text(_ offset: UInt64) -> String { String(decoding: name(offset), as: UTF8.self) }

    private func name(_ offset: UInt64) -> ArraySlice<UInt8> {
        guard offset < UInt64(strings.count) else { return [] }
        let rest = strings[Int(offset)...]
        return rest.prefix { $0 != 0 }
    }
}

extension ElfFile {
    private static func damaged(_ what: String) -> LoadFailure {
        LoadFailure(.truncated, "is damaged: \(what); copy or build it again")
    }

    private static func readDynamic(
        _ file: RandomFile, _ header: ElfHeader
    ) throws(LoadFailure) -> [(tag: UInt64, value: UInt64)] {
        guard let segment = header.segments.first(where: { $0.type == ElfHeader.dynamic }) else {
            throw ElfHeader.notShared("no dynamic section")
        }
        guard segment.file_bytes <= 1 << 20, let bytes = file.bytes(at: segment.offset, count: Int(segment.file_bytes))
        else { throw damaged("its dynamic section is not in the file") }
        var entries: [(tag: UInt64, value: UInt64)] = []
        var at = 0
        while at + 16 <= bytes.count, bytes.u64(at) != 0 {
            entries.append((bytes.u64(at), bytes.u64(at + 8)))
            at += 16
        }
        return entries
    }

    private static func readStrings(
        _ file: RandomFile, _ header: ElfHeader, _ dynamic: [(tag: UInt64, value: UInt64)]
    ) throws(LoadFailure) -> [UInt8] {
        guard let address = dynamic.first(where: { $0.tag == Tag.strings })?.value,
            let size = dynamic.first(where: { $0.tag == Tag.stringBytes })?.value, size <= tableLimit_bytes,
            let offset = header.offset(ofAddress: address), let bytes = file.bytes(at: offset, count: Int(size))
        else { throw damaged("its table of names is not in the file") }
        return bytes
    }
}

extension ElfFile {
    /// Names of the functions and objects that other libraries can use.
    private func exportedSymbols() throws(LoadFailure) -> [(name: ArraySlice<UInt8>, isFunction: Bool)] {
        guard let address = value(Tag.symbols), let offset = header.offset(ofAddress: address) else { return [] }
        let count = try symbolCount()
        guard let table = file.bytes(at: offset, count: count * 24) else {
            throw Self.damaged("its table of symbols is not in the file")
        }
        var symbols: [(name: ArraySlice<UInt8>, isFunction: Bool)] = []
        for at in stride(from: 0, to: table.count, by: 24) {
            let binding = table[at + 4] >> 4
            let isDefined = table.u16(at + 6) != 0
            let isFunction = table[at + 4] & 0xF == 2
            if isDefined && (binding == 1 || binding == 2) { symbols.append((name(UInt64(table.u32(at))), isFunction)) }
        }
        return symbols
    }

    /// The dynamic section gives no count: it follows from the hash table.
    private func symbolCount() throws(LoadFailure) -> Int {
        if let address = value(Tag.hash), let offset = header.offset(ofAddress: address),
            let head = file.bytes(at: offset, count: 8)
        {
            return min(Int(head.u32(4)), 1 << 20)
        }
        guard let address = value(Tag.gnuHash), let offset = header.offset(ofAddress: address),
            let head = file.bytes(at: offset, count: 16)
        else { return 0 }
        return try gnuSymbolCount(head, offset)
    }

    private func gnuSymbolCount(_ head: [UInt8], _ offset: UInt64) throws(LoadFailure) -> Int {
        let bucketCount = Int(head.u32(0))
        let first = Int(head.u32(4))
        let bucketsAt = offset + 16 + UInt64(head.u32(8)) * 8
        guard bucketCount <= 1 << 20, let buckets = file.bytes(at: bucketsAt, count: bucketCount * 4) else {
            throw Self.damaged("its hash table is not in the file")
        }
        var last = 0
        for index in 0..<bucketCount { last = max(last, Int(buckets.u32(index * 4))) }
        guard last >= first else { return first }
        let chainsAt = bucketsAt + UInt64(bucketCount) * 4
        while last < 1 << 20 {
            guard let link = file.bytes(at: chainsAt + UInt64(last - first) * 4, count: 4) else {
                throw Self.damaged("its hash table is not in the file")
            }
            if link.u32(0) & 1 != 0 { return last + 1 }
            last += 1
        }
        throw Self.damaged("its hash table has no end")
    }
}

extension ElfFile {
    /// The build id in hexadecimal, from the first note of that kind.
    private func buildID() -> String? {
        for segment in header.segments where segment.type == ElfHeader.note && segment.file_bytes <= 1 << 20 {
            guard let notes = file.bytes(at: segment.offset, count: Int(segment.file_bytes)) else { continue }
            if let id = Self.buildID(in: notes, alignment: segment.alignment == 8 ? 8 : 4) { return id }
        }
        return nil
    }

    private static func buildID(in notes: [UInt8], alignment: Int) -> String? {
        var at = 0
        while at + 12 <= notes.count {
            let name_bytes = Int(notes.u32(at))
            let content_bytes = Int(notes.u32(at + 4))
            let content = at + 12 + (name_bytes + alignment - 1) / alignment * alignment
            let end = content + content_bytes
            guard end <= notes.count else { return nil }
            let isGNU = notes[(at + 12)...].prefix(name_bytes).elementsEqual([0x47, 0x4E, 0x55, 0])
            if isGNU && notes.u32(at + 8) == 3 && (8...64).contains(content_bytes) {
                return Hexadecimal.text(notes[content..<end])
            }
            at = (end + alignment - 1) / alignment * alignment
        }
        return nil
    }
}
