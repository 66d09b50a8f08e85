/// What stands before a saved state, so that only a state of this stage, in a format that is read here, and as it was
/// written, is ever unpacked: a mark, the version, the stage's id, the length and a checksum of all of it.
package enum StateSeal {
    private static let mark: UInt32 = 0x5453_4C53  // "SLST"
    private static let head_bytes = 28
    static let most_id_bytes = 256
    /// Most bytes that a seal takes.
    static let most_bytes = head_bytes + most_id_bytes

    /// A state under its seal.
    package static func close(_ content: [UInt8], of id: String, version: UInt32) -> [UInt8] {
        let id = Array(id.utf8.prefix(most_id_bytes))
        var sealed: [UInt8] = []
        sealed.reserveCapacity(head_bytes + id.count + content.count)
        func add(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { sealed.append(contentsOf: $0) }
        }
        add(mark)
        add(version)
        add(UInt32(id.count))
        add(UInt64(content.count))
        add(id.withUnsafeBytes { name in content.withUnsafeBytes { sum(version, name, $0) } })
        sealed += id
        sealed += content
        return sealed
    }

    /// The content of a sealed state.
    /// - Throws: `unsupported` for another stage's or another format's, `argument` for one that is damaged.
    package static func open(
        _ sealed: UnsafeRawBufferPointer, of id: String, version: UInt32, reads: ClosedRange<UInt32>
    ) throws(StageError) -> UnsafeRawBufferPointer {
        guard sealed.count >= head_bytes, sealed.loadUnaligned(as: UInt32.self).littleEndian == mark else {
            throw StageError(.argument, "these \(sealed.count) bytes are no saved state")
        }
        func word(_ at: Int) -> UInt32 {
            UInt32(littleEndian: sealed.loadUnaligned(fromByteOffset: at, as: UInt32.self))
        }
        func long(_ at: Int) -> UInt64 {
            UInt64(littleEndian: sealed.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        }
        let (idCount, contentCount) = (Int(word(8)), long(12))
        guard idCount <= min(most_id_bytes, sealed.count - head_bytes),
            contentCount == UInt64(sealed.count - head_bytes - idCount)
        else { throw StageError(.argument, "the saved state is cut off or damaged: \(sealed.count) bytes are there") }
        let name = UnsafeRawBufferPointer(rebasing: sealed[head_bytes..<head_bytes + idCount])
        let content = UnsafeRawBufferPointer(rebasing: sealed[(head_bytes + idCount)...])
        guard long(20) == sum(word(4), name, content) else {
            throw StageError(.argument, "the saved state is damaged: its checksum differs")
        }
        try check(String(decoding: name, as: UTF8.self), word(4), of: id, version: version, reads: reads)
        return content
    }

    private static func check(
        _ name: String, _ written: UInt32, of id: String, version: UInt32, reads: ClosedRange<UInt32>
    ) throws(StageError) {
        guard name == id else {
            throw StageError(.unsupported, "the saved state is one of \(name), and this is \(id)")
        }
        guard written == version, reads.contains(version) else {
            let newest = reads.lowerBound == reads.upperBound ? "" : " to \(reads.upperBound)"
            throw StageError(
                .unsupported,
                "the saved state of \(id) is of version \(version), and version \(reads.lowerBound)\(newest) is read here"
            )
        }
    }

    private static func sum(
        _ version: UInt32, _ id: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer
    ) -> UInt64 {
        XXH64.hash(content, seed: XXH64.hash(id, seed: UInt64(version)))
    }
}
