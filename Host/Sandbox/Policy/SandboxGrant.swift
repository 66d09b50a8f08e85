/// An exception from the sandbox that a graph file makes by name: `grants: [network]`.
public enum SandboxGrant: String, Sendable, Hashable, CaseIterable {
    /// Sockets of the internet and of this machine, name look-up, certificates.
    case network
    /// All files that the user may read or write, as without a sandbox. Nothing may be executed.
    case files
    /// Starting programs and processes of its own; they live under the same sandbox.
    case processes
    /// Devices under `/dev`, such as graphics processors and cameras.
    case devices
    /// Real-time and raised scheduling priorities.
    case priorities
    /// Debuggers may attach, and a crash may leave a core file (without shared memory, so without frames).
    case debugging

    /// What it allows, in a few words.
    public var summary: String {
        switch self {
        case .network: "sockets and name look-up"
        case .files: "all files of the user"
        case .processes: "programs and processes of its own"
        case .devices: "devices under /dev"
        case .priorities: "real-time and raised priorities"
        case .debugging: "debuggers and core files"
        }
    }
}
