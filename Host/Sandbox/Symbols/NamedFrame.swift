import HostCore

/// One frame of a backtrace.
public struct NamedFrame: Sendable, Hashable {
    /// The address in the process.
    public var address: UInt64
    /// File name of the program or library; `nil` when the address is in none.
    public var image: String?
    /// The address in the file, for `addr2line` and the like.
    public var offset: UInt64?
    /// The function, demangled where that is cheap.
    public var symbol: String?
    /// Bytes from the function's start.
    public var symbolOffset: UInt64

    /// A frame.
    public init(
        address: UInt64, image: String? = nil, offset: UInt64? = nil, symbol: String? = nil, symbolOffset: UInt64 = 0
    ) {
        self.address = address
        self.image = image
        self.offset = offset
        self.symbol = symbol
        self.symbolOffset = symbolOffset
    }
}
