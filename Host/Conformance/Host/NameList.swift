/// Texts known by number. Numbers begin far from 1, so that a plugin that mixes ids with positions is found out; texts
/// are not zero-terminated.
struct NameList {
    private var ids: [String: UInt32] = [:]
    private var texts: [UnsafeMutableBufferPointer<CChar>] = []
    private let first: UInt32

    /// No text yet.
    /// - Parameter first: The number before the first text's.
    init(first: UInt32 = 1000) { self.first = first }

    /// The number of a text; 0 for the empty one.
    mutating func id(of text: String) -> UInt32 {
        if text.isEmpty { return 0 }
        if let id = ids[text] { return id }
        guard texts.count < 65_536 else { return 0 }
        let bytes = Array(text.utf8)
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes.map { CChar(bitPattern: $0) })
        texts.append(copy)
        let id = UInt32(texts.count) + first
        ids[text] = id
        return id
    }

    /// The bytes of a text; they live as long as the host.
    func bytes(of id: UInt32) -> UnsafeBufferPointer<CChar>? {
        guard id > first, Int(id - first) <= texts.count else { return nil }
        return UnsafeBufferPointer(texts[Int(id - first) - 1])
    }

    /// Frees all texts: the host is gone.
    func free() { for text in texts { text.deallocate() } }

    /// The text; `nil` for an unknown number.
    func text(of id: UInt32) -> String? {
        bytes(of: id).map { String(decoding: UnsafeRawBufferPointer($0), as: UTF8.self) }
    }
}
