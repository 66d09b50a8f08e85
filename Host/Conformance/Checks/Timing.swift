enum Timing {
    static let checks: [Check] = []
}
