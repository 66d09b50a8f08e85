/// A program or library that was mapped into a worker.
public struct MappedImage: Sendable, Hashable {
    /// Path of the file.
    public let path: String
    /// What was added to the file's addresses.
    public let bias: UInt64
    /// Addresses that it takes up.
    public let range: Range<UInt64>

    /// An image.
    public init(path: String, bias: UInt64, range: Range<UInt64>) {
        self.path = path
        self.bias = bias
        self.range = range
    }
}
