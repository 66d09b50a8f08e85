/// Texts known by number; each keeps its address for the life of the host.
final class NameTable {
    private var ids: [String: UInt32] = [:]
    private var texts: [UnsafeMutableBufferPointer<CChar>] = []

    deinit { texts.forEach { $0.deallocate() } }

    func id(of text: String) -> UInt32 {
        if text.isEmpty { return 0 }
        if let id = ids[text] { return id }
        guard texts.count < 65_536 else { return 0 }
        let utf8 = Array(text.utf8)
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: utf8.count + 1)
        for (index, byte) in utf8.enumerated() { copy.initializeElement(at: index, to: CChar(bitPattern: byte)) }
        copy.initializeElement(at: utf8.count, to: 0)
        texts.append(copy)
        // Not counted from 1, so that a stage which mixes ids with positions is found out.
        let id = UInt32(texts.count) + 100
        ids[text] = id
        return id
    }

    func text(of id: UInt32) -> UnsafeBufferPointer<CChar>? {
        guard id > 100, Int(id) - 101 < texts.count else { return nil }
        let all = texts[Int(id) - 101]
        return UnsafeBufferPointer(start: all.baseAddress, count: all.count - 1)
    }

    func string(of id: UInt32) -> String {
        guard let text = text(of: id) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(text), as: UTF8.self)
    }
}
