import COpenVINO
import Glibc

/// Where the runtime's library may lie.
enum OpenVINOSearch {
    /// Files to try, in order.
    static func candidates() -> [String] {
        folders().flatMap { folder in libraries(in: folder).map { folder + "/" + $0 } } + ["libopenvino_c.so"]
    }

    /// `$SLUICE_OPENVINO` alone when it is set; else beside the plugins as an installation has it, then in the source
    /// tree that this code was built in. Last, the system's own search finds a package of the distribution.
    static func folders() -> [String] {
        if let chosen = getenv("SLUICE_OPENVINO") { return [String(cString: chosen)] }
        guard let own = ownFolder() else { return [] }
        var folders = [own + "/../openvino", own + "/openvino"]
        var above = own
        while let slash = above.lastIndex(of: "/"), slash > above.startIndex {
            above = String(above[..<slash])
            let folder = above + "/.cache/openvino/lib"
            if access(folder, R_OK) == 0 {
                folders.append(folder)
                break
            }
        }
        return folders
    }

    /// Names of the C library in a folder, newest first: wheels carry it with its version only.
    private static func libraries(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var found: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("libopenvino_c.so") { found.append(name) }
        }
        return found.sorted(by: >)
    }

    /// The folder of the file that holds this code: the plugin's.
    private static func ownFolder() -> String? {
        let name = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer -> String in
            buffer.initialize(repeating: 0)
            ovs_own_file(ovs_text(start: buffer.baseAddress, bytes: buffer.count))
            return buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        guard let resolved = realpath(name, nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
