/// Finds the file of a model that a graph names: what stands behind `sluice.models/1`.
public protocol ModelLocator: Sendable {
    /// The path of a model's file, whose hash was checked when the catalogue states one.
    /// - Parameter name: A name of the catalogue, or a path.
    /// - Throws: `missing` when it is not there, `file` when it cannot be read or its hash differs.
    func path(of name: String) throws(HostError) -> String
}
