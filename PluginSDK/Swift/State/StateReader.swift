import CSluice

/// Reads a state in the order in which ``StateWriter`` took it. Everything is checked against the bytes that are there.
public struct StateReader: ~Copyable {
    let context: StageContext
    /// The format that the state was written in: between ``StatefulStage/oldestStateVersion`` and
    /// ``StatefulStage/stateVersion``.
    public let version: UInt32
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    /// - Parameter bytes: Stay in place as long as this value.
    init(_ context: StageContext, version: UInt32, _ bytes: UnsafeRawBufferPointer) {
        self.context = context
        self.version = version
        self.bytes = bytes
    }

    /// Bytes that were not read yet.
    public var rest_bytes: Int { bytes.count - at }

    /// A whole number, of as many bytes as its type has.
    public mutating func read<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(StageError) -> T {
        T(littleEndian: try take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
    }

    /// A number, bit for bit.
    public mutating func readFloat() throws(StageError) -> Float { Float(bitPattern: try read()) }

    /// A number, bit for bit.
    public mutating func readDouble() throws(StageError) -> Double { Double(bitPattern: try read()) }

    /// Yes or no.
    public mutating func readBool() throws(StageError) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        case let other: throw unsound("\(other) is neither yes nor no")
        }
    }

    /// A text.
    public mutating func readText() throws(StageError) -> String {
        let count = Int(try read(UInt32.self))
        return String(decoding: try take(count), as: UTF8.self)
    }

    /// A name, by its text.
    public mutating func readName() throws(StageError) -> Name { context.intern(try readText()) }

    /// A whole number that may be missing.
    public mutating func readOptional<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(StageError) -> T? {
        try readBool() ? try read(type) : nil
    }

    /// A number that may be missing.
    public mutating func readOptionalFloat() throws(StageError) -> Float? { try readBool() ? try readFloat() : nil }

    /// A number within bounds, such as a count that memory will be made for.
    /// - Throws: `argument` for one outside of them.
    public mutating func read<T: FixedWidthInteger>(in bounds: ClosedRange<T>) throws(StageError) -> T {
        let value: T = try read()
        guard bounds.contains(value) else {
            throw unsound("\(value) is outside of \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return value
    }

    /// Checks that all was read: what is left over means that reader and writer do not agree.
    public func expectEnd() throws(StageError) {
        if rest_bytes > 0 { throw unsound("\(rest_bytes) bytes are left over") }
    }

    /// An error that says what is not sound, and where.
    public func unsound(_ what: String) -> StageError {
        StageError(.argument, "the saved state is not sound at byte \(at) of \(bytes.count): \(what)")
    }

    mutating func take(_ count: Int) throws(StageError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest_bytes else { throw unsound("\(count) more bytes are needed") }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
    }
}
