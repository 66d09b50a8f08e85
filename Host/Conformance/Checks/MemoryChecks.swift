enum MemoryChecks {
    static let checks: [Check] = []
}
