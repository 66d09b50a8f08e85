import CHostShim
import HostCore

/// What the running kernel offers for a sandbox.
public struct SandboxSupport: Sendable, Hashable {
    /// The version of Landlock; 0 when there is none or it is switched off.
    public var landlock: Int
    /// Whether the kernel filters system calls, and can return control to the process when it refuses one.
    public var hasCallFilters: Bool
    /// Whether a process can be kept from gaining rights.
    public var hasNoNewPrivileges: Bool

    /// The given features.
    public init(landlock: Int, hasCallFilters: Bool, hasNoNewPrivileges: Bool) {
        self.landlock = landlock
        self.hasCallFilters = hasCallFilters
        self.hasNoNewPrivileges = hasNoNewPrivileges
    }

    /// Protections that this kernel cannot give, worst first.
    public var missing: [Protection] {
        var missing: [Protection] = []
        if !hasCallFilters { missing.append(.calls) }
        if landlock < 1 { missing.append(.files) }
        if !hasNoNewPrivileges { missing.append(.privileges) }
        if landlock < 4 { missing.append(.tcp) }
        if landlock < 5 { missing.append(.devices) }
        if landlock < 6 { missing.append(.scope) }
        return missing
    }

    /// What to say at start, a line for each protection that is missing; empty when none is.
    public var warnings: [String] {
        missing.map { protection in
            "the sandbox of isolated stages lacks a protection on this kernel: \(protection.summary) "
                + "(it needs \(protection.remedy))"
        }
    }

    /// All features in one line: `Landlock 7, system-call filters, no new privileges`.
    public var text: String {
        [
            landlock > 0 ? "Landlock \(landlock)" : "no Landlock",
            hasCallFilters ? "system-call filters" : "no system-call filters",
            hasNoNewPrivileges ? "no new privileges" : "privileges can be gained",
        ].joined(separator: ", ")
    }

    /// The features and what is missing, for reports.
    public var json: JSONValue {
        [
            "landlock": .integer(Int64(landlock)), "call_filters": .bool(hasCallFilters),
            "no_new_privileges": .bool(hasNoNewPrivileges),
            "missing": .array(missing.map { .string($0.rawValue) }),
        ]
    }
}
