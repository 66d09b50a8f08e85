import CHostShim
import Glibc

/// What belongs to the process as a whole, which no library may change.
struct ProcessFacts {
    private let handlers: [UInt64]
    private let blocked: [Bool]
    private let locale: String
    private let folder: String
    private let mask: mode_t
    private let floatControl: UInt32

    init() {
        handlers = (1..<65).map { shim_signal_handler(Int32($0)) }
        blocked = (1..<65).map { shim_signal_blocked(Int32($0)) != 0 }
        locale = setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""
        folder = Self.currentFolder()
        mask = umask(0o077)
        umask(mask)
        floatControl = shim_float_control()
    }

    /// What is different, in words.
    func changes(since before: ProcessFacts) -> [String] {
        var changes: [String] = []
        for number in 1..<65 where handlers[number - 1] != before.handlers[number - 1] {
            changes.append("the plugin changed what signal \(number) does")
        }
        for number in 1..<65 where blocked[number - 1] != before.blocked[number - 1] {
            changes.append("the plugin changed whether the host's thread blocks signal \(number)")
        }
        if locale != before.locale { changes.append("the plugin set the process's locale to \(locale)") }
        if folder != before.folder { changes.append("the plugin changed the working folder to \(folder)") }
        if mask != before.mask { changes.append("the plugin changed the umask to 0\(String(mask, radix: 8))") }
        if floatControl != before.floatControl {
            changes.append("the plugin changed how the host's thread rounds numbers")
        }
        return changes
    }

    private static func currentFolder() -> String {
        guard let text = getcwd(nil, 0) else { return "" }
        defer { free(text) }
        return String(cString: text)
    }

    /// Numbers of the threads, as the system counts them.
    static func threads() -> Set<String> { Set(names(in: "/proc/self/task")) }

    /// Open descriptors, with what they are.
    static func descriptors() -> [String: String] {
        var result: [String: String] = [:]
        for name in names(in: "/proc/self/fd") {
            var target = [CChar](repeating: 0, count: 256)
            let bytes = readlink("/proc/self/fd/\(name)", &target, 255)
            if bytes > 0 {
                result[name] = String(decoding: target.prefix(bytes).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        return result
    }

    /// Child processes of this one.
    static func children() -> [String] {
        threads().flatMap { task -> [String] in
            guard let bytes = SmallFile.read("/proc/self/task/\(task)/children") else { return [] }
            return String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
        }
    }

    /// The name of a thread.
    static func name(ofThread task: String) -> String {
        let bytes = SmallFile.read("/proc/self/task/\(task)/comm") ?? []
        return String(decoding: bytes.filter { $0 != 10 }, as: UTF8.self)
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        let own = String(dirfd(stream))
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix("."), folder.hasSuffix("task") || name != own { names.append(name) }
        }
        return names
    }
}
