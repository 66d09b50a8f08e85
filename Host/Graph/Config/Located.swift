import HostCore

/// A value and where it is written.
public struct Located<Value: Sendable>: Sendable {
    /// The value.
    public let value: Value
    /// Its place.
    public let site: Site
}
