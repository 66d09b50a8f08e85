enum Ports {
    static let checks: [Check] = []
}
