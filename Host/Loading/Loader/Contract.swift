import CSluice
import HostCore

/// A version of the contract, as a plugin states it.
struct Contract: Sendable, Hashable, CustomStringConvertible {
    let major: UInt32
    let minor: UInt32
    let draft: UInt32

    /// The version of this host.
    static let host = Contract(major: SLUICE_ABI_MAJOR, minor: SLUICE_ABI_MINOR, draft: SLUICE_ABI_DRAFT)

    init(major: UInt32, minor: UInt32, draft: UInt32) {
        self.major = major
        self.minor = minor
        self.draft = draft
    }

    init(_ abi: LibraryManifest.ABI) {
        self.init(major: UInt32(abi.major), minor: UInt32(abi.minor), draft: UInt32(abi.draft))
    }

    /// `1.0`, or `1.0 draft 3`.
    var description: String { "\(major).\(minor)" + (draft == 0 ? "" : " draft \(draft)") }

    /// Why this host cannot load a plugin of this version; `nil` when it can.
    var refusal: LoadFailure? {
        let host = Self.host
        if major == host.major && draft == host.draft && minor <= host.minor { return nil }
        let remedy = major == host.major && minor > host.minor ? "update the host" : "rebuild the plugin with this SDK"
        return LoadFailure(
            .otherContract, "is built for contract \(self), this host speaks contract \(host); \(remedy)")
    }
}
