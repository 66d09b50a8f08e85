enum Configuration {
    static let checks: [Check] = []
}
