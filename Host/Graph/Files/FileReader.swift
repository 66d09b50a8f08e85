/// How the graph front end reaches files. Tests give one that holds its files in memory.
public protocol FileReader: Sendable {
    /// The folder against which relative paths of the command line are resolved: an absolute path.
    var workingFolder: String { get }

    /// Reads a whole file.
    /// - Parameter limit_bytes: A file with more bytes is refused.
    /// - Throws: The reason in the words of the system, such as "No such file or directory".
    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8]

    /// Checks that a file or folder is there and may be read, without reading it.
    /// - Throws: The reason in the words of the system.
    func check(_ path: String) throws(FileFailure)
}

/// Why a file cannot be read.
public struct FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason, as a clause without a full stop.
    public let description: String

    /// A reason.
    public init(_ description: String) { self.description = description }
}
