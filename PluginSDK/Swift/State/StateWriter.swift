import CSluice

/// Takes what a stage remembers, in a compact form of fixed width, little end first.
///
/// What goes beyond ``limit_bytes`` is left out and makes the whole state fail with `limit`: look at ``room_bytes``
/// before something large. Names are written as texts, so that a state does not depend on a run's numbers.
public struct StateWriter: ~Copyable {
    /// Most bytes of a state: what one call carries into a worker.
    public static var limit_bytes: Int { 16 << 20 }

    let context: StageContext
    private(set) var bytes: [UInt8] = []
    private(set) var isFull = false

    init(_ context: StageContext) { self.context = context }

    /// Bytes that may still be written.
    public var room_bytes: Int { max(0, Self.limit_bytes - StateSeal.most_bytes - bytes.count) }

    /// A whole number, in as many bytes as its type has.
    public mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { append($0) }
    }

    /// A number, bit for bit.
    public mutating func write(_ value: Float) { write(value.bitPattern) }

    /// A number, bit for bit.
    public mutating func write(_ value: Double) { write(value.bitPattern) }

    /// Yes or no, in one byte.
    public mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }

    /// A text: its length, then its UTF-8.
    public mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            write(UInt32(clamping: utf8.count))
            append(UnsafeRawBufferPointer(utf8))
        }
    }

    /// A name, as its text.
    public mutating func write(_ name: Name) { write(context.text(of: name)) }

    /// A value that may be missing.
    public mutating func write<T: FixedWidthInteger>(_ value: T?) {
        write(value != nil)
        if let value { write(value) }
    }

    /// A number that may be missing.
    public mutating func write(_ value: Float?) {
        write(value != nil)
        if let value { write(value) }
    }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        guard part.count <= room_bytes else {
            isFull = true
            return
        }
        bytes.append(contentsOf: part)
    }
}
