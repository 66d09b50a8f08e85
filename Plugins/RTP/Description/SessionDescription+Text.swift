extension SessionDescription {
    /// The description as text, lines ended by carriage return and line feed.
    public var text: String {
        let family = address.contains(":") ? "IP6" : "IP4"
        var lines = [
            "v=0", "o=- \(id) 1 IN \(family) \(address)", "s=\(name.isEmpty ? "-" : name)",
            "c=IN \(family) \(address)", "t=0 0", "m=video \(port) \(transport.rawValue) \(payloadType)",
            "a=rtpmap:\(payloadType) \(codec.encodingName)/\(MediaClock.rate_hz)",
        ]
        if codec == .h264 { lines.append("a=fmtp:\(payloadType) \(formatParameters)") }
        if let framesPerSecond, framesPerSecond > 0 { lines.append("a=framerate:\(framesPerSecond)") }
        if sharesPort { lines.append("a=rtcp-mux") }
        if transport == .tcp { lines += ["a=setup:passive", "a=connection:new"] }
        if let ssrc, let canonicalName { lines.append("a=ssrc:\(ssrc) cname:\(canonicalName)") }
        lines.append("a=sendonly")
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// RFC 6184, 8.1.
    private var formatParameters: String {
        var parts = ["packetization-mode=\(packetizationMode)"]
        if let sps = parameterSets.first(where: { $0.count > 3 && NALUnitType.of($0[0]) == NALUnitType.sps }) {
            parts.append("profile-level-id=" + sps[1...3].map(Self.hex).joined())
        }
        if !parameterSets.isEmpty {
            parts.append("sprop-parameter-sets=" + parameterSets.map(Base64.encode).joined(separator: ","))
        }
        return parts.joined(separator: ";")
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + text : text
    }
}
