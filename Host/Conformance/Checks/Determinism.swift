enum Determinism {
    static let checks: [Check] = []
}
