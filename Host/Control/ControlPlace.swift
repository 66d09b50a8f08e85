import CHostShim
import Glibc
import HostCore

/// Where the sockets of running hosts are: `$XDG_RUNTIME_DIR/sluice`, or a folder of the user's own under `/tmp`.
public enum ControlPlace {
    /// The folder, whether it is there or not.
    public static var folder: String {
        if let given = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }), given.hasPrefix("/") {
            return given + "/sluice"
        }
        return "/tmp/sluice-\(getuid())"
    }

    /// The socket of this process, for a graph of the given name.
    public static func socket(for graph: String) -> String {
        let plain = graph.utf8.prefix(40).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        return "\(folder)/\(String(decoding: plain, as: UTF8.self))-\(getpid()).sock"
    }

    /// Makes the folder, for this user alone.
    /// - Throws: `file` when it cannot be, or belongs to somebody else.
    static func makeFolder() throws(HostError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw HostError(
                .file,
                "the folder \(folder) for the control socket cannot be made: \(reason(errno)); set XDG_RUNTIME_DIR, or run with --no-control"
            )
        }
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
            status.st_mode & 0o077 == 0
        else {
            throw HostError(
                .file,
                "the folder \(folder) is not this user's alone, so no control socket is made there; "
                    + "remove it, or run with --control PATH or --no-control")
        }
    }

    /// The sockets in the folder, by name, whether a host still listens or not.
    public static var sockets: [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".sock") { found.append(folder + "/" + name) }
        }
        return found.sorted()
    }

    static func reason(_ error: Int32) -> String { String(cString: shim_error_text(error)) }
}
