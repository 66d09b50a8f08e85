enum Flow {
    static let checks: [Check] = []
}
