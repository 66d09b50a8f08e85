import HostCore

/// A source as the user wrote it, taken apart.
enum SourceAddress: Sendable, Hashable {
    case file(path: String)
    case rtsp(String)
    case device(DeviceWish)
    case synthetic(SyntheticPattern)
    case description(String)

    /// A device and what is wished of it; 0 for any.
    struct DeviceWish: Sendable, Hashable {
        var path: String
        var width: UInt32 = 0
        var height: UInt32 = 0
        var rate: UInt32 = 0
    }

    /// Whether it comes in its own time.
    var isLive: Bool {
        switch self {
        case .file, .synthetic, .description: false
        case .rtsp, .device: true
        }
    }

    /// - Throws: `graph` for an unknown scheme, a missing path or unknown keys.
    static func parse(_ source: CaptureRequest.Source, _ errors: CaptureErrors) throws(HostError) -> SourceAddress {
        switch source {
        case .description(let text): return .description(text)
        case .uri(let uri): return try parse(uri, errors)
        }
    }

    private static func parse(_ uri: String, _ errors: CaptureErrors) throws(HostError) -> SourceAddress {
        guard let colon = uri.firstIndex(of: ":"), !uri[..<colon].contains("/") else {
            return try file(uri[...], errors)
        }
        let scheme = uri[..<colon].lowercased()
        let rest = uri[uri.index(after: colon)...]
        switch scheme {
        case "file": return try file(rest, errors)
        case "rtsp", "rtsps", "rtspu", "rtspt": return .rtsp(uri)
        case "v4l2": return .device(try device(rest, errors))
        case "test": return .synthetic(try SyntheticPattern(query: rest, errors))
        case "gst": return .description(String(rest))
        default:
            let known = ["file", "rtsp", "rtsps", "v4l2", "test", "gst"]
            let nearest = Nearest.name(to: scheme, among: known).map { ", did you mean \($0):" } ?? ""
            throw errors.usage(
                "no kind of source is called \"\(scheme):\"\(nearest); write one of file:, rtsp:, rtsps:, v4l2:, test:, gst:"
            )
        }
    }

    private static func file(_ rest: Substring, _ errors: CaptureErrors) throws(HostError) -> SourceAddress {
        var path = String(rest)
        if rest.hasPrefix("///") || rest.hasPrefix("//localhost/") {
            path = unescaped(rest.hasPrefix("///") ? rest.dropFirst(2) : rest.dropFirst(11))
        }
        guard !path.isEmpty else { throw errors.usage("file: without a path; write file:PATH") }
        return .file(path: path)
    }

    /// Percent escapes, as in URIs, undone.
    static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2 {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func device(_ rest: Substring, _ errors: CaptureErrors) throws(HostError) -> DeviceWish {
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "")
        if path.hasPrefix("///") { path = String(path.dropFirst(2)) }
        guard !path.isEmpty else { throw errors.usage("v4l2: without a device; write v4l2:/dev/video0") }
        var wish = DeviceWish(path: path)
        var query = try SourceQuery(parts.count > 1 ? parts[1] : "", known: ["width", "height", "fps"], errors)
        wish.width = UInt32(try query.number("width", in: 1...65535) ?? 0)
        wish.height = UInt32(try query.number("height", in: 1...65535) ?? 0)
        wish.rate = UInt32(try query.number("fps", in: 1...1000) ?? 0)
        return wish
    }
}
