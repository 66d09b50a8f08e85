import Glibc
import PluginSDK
import RTP

/// Reads a session description from a file.
enum DescriptionFile {
    static func read(_ path: String) throws(StageError) -> SessionDescription {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StageError(.missing, "sdp_path: cannot read \(path): \(Files.reason(errno))")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: SessionDescription.limit_bytes + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let step = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, room) }
            guard step > 0 else { break }
            count += step
        }
        do throws(SessionDescription.Refusal) {
            return try SessionDescription(parsing: String(decoding: bytes[..<count], as: UTF8.self))
        } catch {
            throw StageError(.configuration, "sdp_path: \(path) cannot be used: \(error.message)")
        }
    }
}
