/// Texts that C writes into fixed buffers.
enum CText {
    static func string<let count: Int>(_ buffer: inout InlineArray<count, CChar>) -> String {
        withUnsafeBytes(of: &buffer) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// `nil` and the empty text are the same to the shim.
    static func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
}
