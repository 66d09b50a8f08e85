/// Limits that the kernel holds a sandboxed process to. `nil` leaves a limit as it is; none can raise one.
public struct SandboxLimits: Sendable, Hashable {
    /// Address space, mapped files and frames included. Libraries that reserve much and use little hit it early:
    /// prefer `data_bytes`.
    public var addressSpace_bytes: UInt64?
    /// Private writable memory: heap, stacks, anonymous maps. Shared frames do not count.
    public var data_bytes: UInt64?
    /// CPU time in all, in seconds. The process is killed when it is spent: for short work only.
    public var cpu_s: UInt64?
    /// Open descriptors.
    public var openFiles: UInt64?
    /// The size to which a file may grow.
    public var fileSize_bytes: UInt64?
    /// Processes and threads of the user, those outside the sandbox included.
    public var processes: UInt64?

    /// The given limits.
    public init(
        addressSpace_bytes: UInt64? = nil, data_bytes: UInt64? = nil, cpu_s: UInt64? = nil, openFiles: UInt64? = nil,
        fileSize_bytes: UInt64? = nil, processes: UInt64? = nil
    ) {
        self.addressSpace_bytes = addressSpace_bytes
        self.data_bytes = data_bytes
        self.cpu_s = cpu_s
        self.openFiles = openFiles
        self.fileSize_bytes = fileSize_bytes
        self.processes = processes
    }
}
