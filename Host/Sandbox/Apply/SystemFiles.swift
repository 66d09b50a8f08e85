import CHostShim
import Glibc

/// What programs read of the system wherever they run. Nothing here is of the user.
enum SystemFiles {
    private static let software = ["/usr", "/lib", "/lib64", "/lib32", "/opt", "/nix/store", "/gnu/store"]
    private static let settings = [
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives",
        "/etc/localtime", "/etc/timezone", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/locale.alias",
        "/etc/fonts", "/etc/OpenCL", "/etc/vulkan", "/etc/ssl/openssl.cnf", "/etc/host.conf",
    ]
    private static let kernel = [
        "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg", "/proc/version", "/proc/uptime",
        "/proc/filesystems", "/proc/sys/kernel", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup",
        "/sys/kernel/mm",
    ]
    private static let network = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/etc/services", "/etc/protocols", "/etc/gai.conf",
        "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/run/systemd/resolve", "/run/resolvconf",
        "/proc/sys/net",
    ]
    private static let hardware = ["/sys", "/proc/driver"]

    /// Devices without a state, for reading and writing.
    static let devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]

    /// Files and folders for reading.
    static func readable(_ grants: Set<SandboxGrant>) -> [String] {
        var paths = software + settings + kernel + libraryPath() + imageFolders()
        if grants.contains(.network) { paths += network }
        if grants.contains(.devices) { paths += hardware }
        return paths
    }

    /// Where the dynamic linker looks besides the system's folders.
    private static func libraryPath() -> [String] {
        guard let text = getenv("LD_LIBRARY_PATH") else { return [] }
        return String(cString: text).split(whereSeparator: { $0 == ":" || $0 == ";" }).map(String.init)
    }

    /// Folders of the program and of the libraries that it runs on: of the Swift runtime, when that is not linked in.
    private static func imageFolders() -> [String] {
        let raw = UnsafeMutablePointer<shim_record>.allocate(capacity: 1)
        defer { raw.deallocate() }
        raw.initialize(to: shim_record())
        shim_record_images(raw)
        var seen: Set<String> = []
        return WorkerSnapshot.images(raw).compactMap { image in
            guard let slash = image.path.lastIndex(of: "/"), slash > image.path.startIndex else { return nil }
            let folder = String(image.path[..<slash])
            return seen.insert(folder).inserted ? folder : nil
        }
    }
}
