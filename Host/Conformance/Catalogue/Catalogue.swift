/// All checks.
enum Catalogue {
    /// In the order of their families.
    static let checks: [Check] =
        Discovery.checks + Tables.checks + Lifecycle.checks + Configuration.checks + Ports.checks
        + MemoryChecks.checks + Threads.checks + Determinism.checks + Timing.checks + Flow.checks + BadInput.checks
        + Isolation.checks + StateChecks.checks + Meta.checks

    static func check(_ id: String) -> Check? { checks.first { $0.id == id } }
}
