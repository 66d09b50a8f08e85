/// Lends a text as C wants it: where it starts and how many bytes it has.
package func withText<R>(_ text: String, _ body: (UnsafePointer<CChar>?, UInt64) -> R) -> R {
    var copy = text
    return copy.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { body($0.baseAddress, UInt64($0.count)) }
    }
}
