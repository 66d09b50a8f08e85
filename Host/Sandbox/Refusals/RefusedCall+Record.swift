import CHostShim
import Glibc

extension RefusedCall {
    /// Reads an entry of a record.
    init(_ entry: shim_record_refusal) {
        let known = shim_call_find(entry.number)
        let name = known.map { String(cString: $0.pointee.name) } ?? "system call \(entry.number)"
        let path = withUnsafeBytes(of: entry.detail) { RecordText.text($0) }
        let arguments = [entry.arguments.0, entry.arguments.1, entry.arguments.2]
        self.init(
            name: name, detail: path.isEmpty ? Self.detail(name, arguments) : path, count: max(1, entry.count),
            callers: withUnsafeBytes(of: entry.callers) { $0.bindMemory(to: UInt64.self).filter { $0 != 0 } },
            remedy: Self.remedy(name, known?.pointee.group, arguments, path))
    }

    /// What a call without a path was about.
    private static func detail(_ name: String, _ arguments: [UInt64]) -> String {
        let first = Int32(truncatingIfNeeded: arguments[0])
        let second = Int32(truncatingIfNeeded: arguments[1])
        switch name {
        case "socket", "socketpair": return family(first)
        case "clone", "fork", "vfork": return "a new process"
        case "kill", "rt_sigqueueinfo": return "signal \(second) to process \(first)"
        case "prctl": return "option \(first)"
        case "ioctl": return "request 0x" + String(UInt32(truncatingIfNeeded: arguments[1]), radix: 16)
        case "fcntl": return "command \(second)"
        default: return ""
        }
    }

    private static func family(_ number: Int32) -> String {
        switch number {
        case AF_UNIX: "AF_UNIX"
        case AF_INET: "AF_INET"
        case AF_INET6: "AF_INET6"
        case AF_NETLINK: "AF_NETLINK"
        case AF_PACKET: "AF_PACKET"
        default: "family \(number)"
        }
    }

    private static func remedy(_ name: String, _ group: UInt32?, _ arguments: [UInt64], _ path: String) -> Remedy? {
        switch name {
        case "socket", "socketpair", "connect", "sendto": return .grant(.network)
        case "clone", "kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo": return .grant(.processes)
        case "ioctl": return .grant(.devices)
        case "sched_setaffinity": return .grant(.priorities)
        default: break
        }
        switch group.map({ shim_call_group(rawValue: $0) }) {
        case SHIM_CALL_OPEN: return opening(name, arguments, path)
        case SHIM_CALL_CHANGE: return .writable(folder(path))
        case SHIM_CALL_FILES: return .grant(.files)
        case SHIM_CALL_NETWORK: return .grant(.network)
        case SHIM_CALL_PROCESS: return .grant(.processes)
        case SHIM_CALL_PRIORITY: return .grant(.priorities)
        default: return nil
        }
    }

    private static func opening(_ name: String, _ arguments: [UInt64], _ path: String) -> Remedy {
        let flags: Int32 =
            switch name {
            case "open": Int32(truncatingIfNeeded: arguments[1])
            case "openat": Int32(truncatingIfNeeded: arguments[2])
            case "creat": O_CREAT
            default: 0
            }
        if path.hasPrefix("/dev/") && !path.hasPrefix("/dev/shm/") { return .grant(.devices) }
        if flags & (O_ACCMODE | O_CREAT | O_TRUNC) == 0 { return .readable(path) }
        return .writable(folder(path))
    }

    private static func folder(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
