enum StateChecks {
    static let checks: [Check] = []
}
