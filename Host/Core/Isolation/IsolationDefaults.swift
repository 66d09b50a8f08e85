/// What holds for stages in workers where the graph file says nothing.
public enum IsolationDefaults {
    /// How long one call may take.
    public static let deadline_ns: Int64 = 10_000_000_000
    /// How old a saved state may get.
    public static let saveEvery_ns: Int64 = 1_000_000_000
    /// So many failures of a worker…
    public static let after = 5
    /// …within this time are too many.
    public static let within_ns: Int64 = 60_000_000_000
}
