enum Meta {
    static let checks: [Check] = []
}
