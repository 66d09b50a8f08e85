enum BadInput {
    static let checks: [Check] = []
}
