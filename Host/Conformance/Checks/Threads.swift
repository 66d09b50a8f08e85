enum Threads {
    static let checks: [Check] = []
}
