import CSluice

/// The version of the plugin contract that this host speaks.
public enum ContractVersion {
    /// `1.0`, or `1.0 draft 3` before it is frozen.
    public static let text = text(major: SLUICE_ABI_MAJOR, minor: SLUICE_ABI_MINOR, draft: SLUICE_ABI_DRAFT)

    /// Number of the draft; 0 once the contract is frozen.
    public static let draft = Int(SLUICE_ABI_DRAFT)

    private static func text(major: UInt32, minor: UInt32, draft: UInt32) -> String {
        "\(major).\(minor)" + (draft == 0 ? "" : " draft \(draft)")
    }
}
