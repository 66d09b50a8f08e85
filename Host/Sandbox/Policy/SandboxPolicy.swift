/// What a sandboxed process may do besides computing. Whatever is not named here is refused.
public struct SandboxPolicy: Sendable, Hashable {
    /// Files and folders that it may read, with all that is below them: the library's own folder, models, the folders
    /// that the library's run path names. What the dynamic linker, the C library and the time zones need is readable
    /// without being named.
    public var readable: [String]
    /// Files and folders that it may read and write, with all that is below them. They must exist when the policy is
    /// applied.
    public var writable: [String]
    /// Exceptions by name.
    public var grants: Set<SandboxGrant>
    /// Limits of the kernel.
    public var limits: SandboxLimits

    /// A policy; without arguments nothing but computing is allowed.
    public init(
        readable: [String] = [], writable: [String] = [], grants: Set<SandboxGrant> = [],
        limits: SandboxLimits = SandboxLimits()
    ) {
        self.readable = readable
        self.writable = writable
        self.grants = grants
        self.limits = limits
    }
}
