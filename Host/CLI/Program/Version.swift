import HostCore

/// The versions of the program and of what it speaks.
enum Version {
    /// Semantic version.
    static let text = "0.1.0"
    /// The plugin contract, such as `1.0 draft 1`.
    static let contract = ContractVersion.text
}
