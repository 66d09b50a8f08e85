/// One thing that a sandbox keeps a process from. The raw values stand in reports.
public enum Protection: String, Sendable, Hashable, CaseIterable {
    /// It gains no rights by executing programs, and has none that go beyond its user.
    case privileges
    /// It reads and writes only the files that it was given.
    case files
    /// It makes only the system calls of its policy: no sockets, programs, tracing, mounting.
    case calls
    /// It makes no TCP connection even with a socket that it was handed.
    case tcp
    /// It sends no signals out of the sandbox, and reaches no abstract sockets.
    case scope
    /// It operates no devices by ioctl.
    case devices

    /// What it is for, in a few words.
    public var summary: String {
        switch self {
        case .privileges: "no rights beyond the user's"
        case .files: "no files but those it was given"
        case .calls: "no sockets, programs, tracing and other system calls beyond its policy"
        case .tcp: "no TCP connections over sockets that it was handed"
        case .scope: "no signals and abstract sockets that leave the sandbox, held a second time"
        case .devices: "no control of devices, held a second time"
        }
    }

    /// What has to change for it to be there.
    var remedy: String {
        switch self {
        case .privileges: "a kernel of 3.5 or newer"
        case .files: "Landlock: a kernel of 5.13 or newer with 'landlock' in its lsm= list"
        case .calls: "system-call filters: a kernel with CONFIG_SECCOMP_FILTER"
        case .tcp: "Landlock 4: a kernel of 6.7 or newer"
        case .scope: "Landlock 6: a kernel of 6.12 or newer"
        case .devices: "Landlock 5: a kernel of 6.10 or newer"
        }
    }
}
