import Glibc
import PluginSDK

/// Names of classes, from the settings or from a file with one on each line.
enum LabelFile {
    private static let limit_bytes = 1 << 20

    static func labels(_ settings: HeadSettings) throws(StageError) -> [String] {
        guard let path = settings.labelsFile else { return settings.labels }
        guard let file = fopen(path, "rb") else {
            throw StageError(.missing, "labels_file: \(path) cannot be read: \(Files.reason(errno))")
        }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: limit_bytes + 1) { buffer, count in
            count = fread(buffer.baseAddress, 1, limit_bytes + 1, file)
        }
        guard bytes.count <= limit_bytes else {
            throw StageError(.configuration, "labels_file: \(path) is larger than 1 MiB")
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var names = lines.map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
        while names.last == "" { names.removeLast() }
        return names
    }
}
