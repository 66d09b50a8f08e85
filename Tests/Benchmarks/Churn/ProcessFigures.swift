import Glibc

/// What a process must not gather: memory, threads, descriptors.
struct ProcessFigures {
    let resident_kib: Int
    let threads: Int
    let descriptors: Int

    /// Of this process, now.
    static func read() -> ProcessFigures {
        ProcessFigures(
            resident_kib: status("VmRSS:"), threads: status("Threads:"),
            // The listing itself holds one.
            descriptors: entries("/proc/self/fd") - 1)
    }

    private static func status(_ key: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix(key) else { continue }
            return Int(text.dropFirst(key.count).filter(\.isNumber)) ?? 0
        }
        return 0
    }

    private static func entries(_ folder: String) -> Int {
        guard let listing = opendir(folder) else { return 0 }
        defer { closedir(listing) }
        var count = 0
        while let entry = readdir(listing) {
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}
