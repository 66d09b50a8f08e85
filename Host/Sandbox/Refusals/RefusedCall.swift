import HostCore

/// A system call that the sandbox refused. The call returned EPERM (or Landlock's EACCES), and the process went on.
public struct RefusedCall: Sendable, Hashable {
    /// The name of the call: `connect`, `openat`.
    public var name: String
    /// What it was about, where that can be said: a path, an address, a kind of socket.
    public var detail: String
    /// How often it was refused.
    public var count: UInt32
    /// Return addresses outwards, to name who called.
    public var callers: [UInt64]
    /// The exception that would allow it; `nil` when nothing does.
    public var remedy: Remedy?

    /// What a graph file says to allow a call.
    public enum Remedy: Sendable, Hashable {
        /// `grants: [NAME]`.
        case grant(SandboxGrant)
        /// A path under a setting that the plugin's schema marks `x-sluice-path`, or `grants: [files]`.
        case readable(String)
        /// The same for writing.
        case writable(String)
    }

    /// A refused call.
    public init(name: String, detail: String = "", count: UInt32 = 1, callers: [UInt64] = [], remedy: Remedy? = nil) {
        self.name = name
        self.detail = detail
        self.count = count
        self.callers = callers
        self.remedy = remedy
    }
}
