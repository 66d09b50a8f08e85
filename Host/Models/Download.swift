import Glibc
import HostCore

/// Fetches a file with curl: by https, http or from a file, bounded in size and time, tried three times.
enum Download {
    static func run(_ url: String, to path: String, size_bytes: Int, showsProgress: Bool) throws(HostError) {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") || url.hasPrefix("file://") else {
            throw HostError(
                .file, "'\(url)' is no address of the kind https://, http:// or file://; correct the catalogue")
        }
        let words =
            [
                "curl", "--fail", "--location", "--proto", "=https,http,file", "--proto-redir", "=https,http",
                "--max-filesize", String(size_bytes), "--connect-timeout", "20", "--max-time",
                String(60 + size_bytes / 50_000), "--retry", "2", "--output", path,
            ] + (showsProgress ? ["--progress-bar"] : ["--silent"]) + ["--", url]
        let status = try spawn(words)
        guard status != 0 else { return }
        throw HostError(status == 63 ? .file : .source, "\(url) cannot be fetched: \(reason(status))")
    }

    /// By curl's own numbers (curl's manual, EXIT CODES).
    private static func reason(_ status: Int32) -> String {
        switch status {
        case 5, 6:
            "the host's name cannot be found; is there a network? 'sluice models get NAME --from FOLDER' needs none"
        case 7: "the host cannot be reached; is there a network? 'sluice models get NAME --from FOLDER' needs none"
        case 22: "the server has no such file"
        case 23: "it cannot be written"
        case 28: "it took too long"
        case 37: "there is no such file"
        case 60: "the server's certificate is not trusted"
        case 63: "it is larger than the catalogue says"
        default: "curl ended with status \(status)"
        }
    }

    private static func spawn(_ words: [String]) throws(HostError) -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process = pid_t()
        let made = posix_spawnp(&process, "curl", nil, nil, arguments, environ)
        guard made == 0 else {
            throw HostError(.missing, "the program curl is not there, which fetches models; install the package curl")
        }
        let status = ChildProcess.wait(for: process)
        if status & 0x7F == 0 { return status >> 8 & 0xFF }
        throw HostError(.source, "curl was ended by signal \(status & 0x7F)")
    }
}
