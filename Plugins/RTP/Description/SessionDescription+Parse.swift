extension SessionDescription {
    /// Why a description cannot be used.
    public struct Refusal: Error, Sendable, Hashable {
        /// What is wrong and what to do, in one sentence.
        public let message: String
    }

    /// Longest text that is read.
    public static let limit_bytes = 65_536

    /// Reads the first video stream of a description that has a payload known here.
    /// - Throws: Why there is none.
    public init(parsing text: String) throws(Refusal) {
        self.init()
        guard text.utf8.count <= Self.limit_bytes else { throw Refusal(message: "it is longer than 64 KiB") }
        let lines = text.split(whereSeparator: { $0.isNewline })
        guard lines.first == "v=0" else { throw Refusal(message: "it does not begin with v=0") }
        var types: [UInt8] = []
        var isVideo = false
        var hasVideo = false
        var hasCodec = false
        for line in lines where line.utf8.dropFirst().first == UInt8(ascii: "=") {
            let value = line.dropFirst(2)
            switch line.first {
            case "m":
                // Of several only the first video counts.
                isVideo = !hasVideo && value.hasPrefix("video ")
                if isVideo {
                    hasVideo = true
                    types = try readMedia(value)
                    if types.contains(VideoCodec.jpeg.usualPayloadType) {
                        (codec, payloadType, hasCodec) = (.jpeg, VideoCodec.jpeg.usualPayloadType, true)
                    }
                }
            case "c" where isVideo || !hasVideo: readConnection(value)
            case "s" where !hasVideo: name = String(value)
            case "a" where isVideo: try readAttribute(value, types, &hasCodec)
            default: break
            }
        }
        guard hasVideo else { throw Refusal(message: "it has no line m=video") }
        guard hasCodec else { throw Refusal(message: "its video is neither H264/90000 nor JPEG/90000") }
        guard packetizationMode < 2 else {
            throw Refusal(
                message: "packetization-mode=\(packetizationMode) is interleaved; ask the sender for mode 0 or 1")
        }
    }

    private mutating func readMedia(_ value: Substring) throws(Refusal) -> [UInt8] {
        let words = value.split(separator: " ")
        guard words.count >= 4, let port = Int(words[1].prefix { $0 != "/" }), (0...65_535).contains(port) else {
            throw Refusal(message: "the line m=\(value) has no port or no payload type")
        }
        self.port = port
        if words[2].hasPrefix("TCP/") { transport = .tcp }
        return words[3...].compactMap { UInt8($0) }.filter { $0 < 128 }
    }

    private mutating func readConnection(_ value: Substring) {
        let words = value.split(separator: " ")
        if words.count == 3 { address = String(words[2].prefix { $0 != "/" }) }
    }

    private mutating func readAttribute(
        _ value: Substring, _ types: [UInt8], _ hasCodec: inout Bool
    ) throws(Refusal) {
        let parts = value.split(separator: ":", maxSplits: 1)
        switch parts.first {
        case "rtcp-mux": sharesPort = true
        case "rtpmap" where parts.count == 2: readCodec(parts[1], types, &hasCodec)
        case "fmtp" where parts.count == 2: try readParameters(parts[1])
        case "framerate" where parts.count == 2: framesPerSecond = Double(parts[1])
        case "ssrc" where parts.count == 2: ssrc = UInt32(parts[1].prefix { $0 != " " }) ?? ssrc
        default: break
        }
    }

    private mutating func readCodec(_ value: Substring, _ types: [UInt8], _ hasCodec: inout Bool) {
        let words = value.split(separator: " ")
        guard words.count == 2, let type = UInt8(words[0]), types.contains(type) else { return }
        for codec in VideoCodec.allCases
        where words[1].uppercased() == "\(codec.encodingName)/\(MediaClock.rate_hz)" && !hasCodec {
            (self.codec, payloadType, hasCodec) = (codec, type, true)
        }
    }

    private mutating func readParameters(_ value: Substring) throws(Refusal) {
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, UInt8(words[0]) == payloadType else { return }
        for part in words[1].split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard pair.count == 2 else { continue }
            switch pair[0].lowercased() {
            case "packetization-mode": packetizationMode = Int(pair[1].filter { !$0.isWhitespace }) ?? 0
            case "sprop-parameter-sets":
                for text in pair[1].split(separator: ",") {
                    guard let bytes = Base64.decode(text.filter { !$0.isWhitespace }) else {
                        throw Refusal(message: "sprop-parameter-sets has something that is no Base64: \(text)")
                    }
                    parameterSets.append(bytes)
                }
            default: break
            }
        }
    }
}
