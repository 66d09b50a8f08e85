extension JSONValue {
    /// Reads one JSON text (RFC 8259; duplicate keys are refused).
    /// - Parameters:
    ///   - bytes: UTF-8 text.
    ///   - depth: How many lists and objects may lie in one another.
    ///   - size_bytes: The most bytes that are looked at.
    /// - Throws: What is wrong, and the byte where it is.
    public static func parse(
        _ bytes: [UInt8], depth: Int = 64, size_bytes: Int = 16 << 20
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= size_bytes else {
            throw JSONError(offset: size_bytes, message: "the text is longer than \(size_bytes) bytes")
        }
        var reader = JSONReader(bytes: bytes, depth: depth)
        return try reader.document()
    }

    /// Reads one JSON text.
    public static func parse(_ text: String, depth: Int = 64) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), depth: depth)
    }
}
