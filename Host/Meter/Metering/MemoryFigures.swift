import Glibc

/// Memory of this process, as the kernel counts it (proc(5)).
enum MemoryFigures {
    /// Resident now.
    static var resident_bytes: Int64 { status("VmRSS:") }
    /// The most that was ever resident.
    static var peak_bytes: Int64 { status("VmHWM:") }

    private static func status(_ key: String) -> Int64 {
        guard let file = fopen("/proc/self/status", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix(key) { return (Int64(text.dropFirst(key.count).filter(\.isNumber)) ?? 0) << 10 }
        }
        return 0
    }
}
