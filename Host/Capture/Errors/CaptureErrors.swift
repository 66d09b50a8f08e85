import HostCore

/// The sentences of capture: each names the thing, the place and the remedy.
struct CaptureErrors: Sendable {
    /// Name of the stream.
    let stream: String
    /// What the user named as the source.
    let place: String
    let site: Site?

    private func error(_ code: HostError.Code, _ message: String) -> HostError {
        HostError(code, "stream \"\(stream)\": \(message)", site: site)
    }

    /// What happened, without the stream's name and the remedy: for a loss that is only one of several.
    func reason(of error: HostError) -> String {
        var text = error.message[...]
        let prefix = "stream \"\(stream)\": "
        if text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        if text.hasPrefix(place) { text = text.dropFirst(place.count).drop { $0 == " " || $0 == ":" } }
        if let remedy = text.lastIndex(of: ";") { text = text[..<remedy] }
        return String(text)
    }

    func usage(_ what: String) -> HostError { error(.graph, what) }

    func missingElement(_ name: String) -> HostError {
        let remedy =
            ElementPackage.of(element: name).map { "install the Debian package \($0)" }
            ?? "find the package that holds it with: apt-file search gstreamer-1.0"
        return error(.missing, "GStreamer has no element \"\(name)\", which \(place) needs; \(remedy)")
    }

    func missingDecoder(kind: String, detail: String, words: String) -> HostError {
        if kind == "element" { return missingElement(detail) }
        if kind == "urisource" {
            let element = detail.hasPrefix("rtsp") ? "rtspsrc" : "souphttpsrc"
            let package = ElementPackage.of(element: element) ?? ""
            return error(
                .missing, "GStreamer cannot open \(detail): addresses, which \(place) needs; install \(package)")
        }
        let media = detail.prefix { $0 != "," }
        let remedy =
            ElementPackage.of(media: detail).map { "install the Debian package \($0)" }
            ?? "convert the file to H.264, for example"
        return error(.missing, "\(place): no decoder for \(media) (\(words)); \(remedy)")
    }

    func noSuchFile() -> HostError { error(.file, "there is no file \(place); check the path") }

    func directory() -> HostError { error(.file, "\(place) is a folder; name a video file in it") }

    func notReadable() -> HostError {
        error(.file, "\(place) may not be read by this user; change its permissions (chmod a+r) or the user")
    }

    func empty() -> HostError { error(.file, "\(place) is empty (0 bytes); copy or record it again") }

    func notVideo() -> HostError {
        error(.source, "\(place) is no video that GStreamer knows; name a video file or stream, or see: file \(place)")
    }

    func noVideo(_ other: String) -> HostError {
        let has = other.isEmpty ? "" : " (it has \(other.prefix { $0 != "," }))"
        return error(.source, "\(place) has no video\(has); name a source with a picture")
    }

    func noFrames() -> HostError {
        error(.source, "\(place): not one frame could be decoded; the file is damaged or cut off: record it again")
    }

    func damaged(_ reason: String, frames: Int) -> HostError {
        let after = frames == 0 ? "before the first frame" : "after \(frames) frames"
        return error(.source, "\(place) cannot be read on \(after): \(reason); repair or record it again")
    }

    func early(at_ns: Int64, of_ns: Int64, frames: Int) -> HostError {
        error(
            .source,
            "\(place) ended at \(Self.seconds(at_ns)) s, before the \(Self.seconds(of_ns)) s of its header, after "
                + "\(frames) frames; the file is cut off: copy or record it again")
    }

    func format(_ reason: String) -> HostError {
        error(
            .source, "\(place): the video's format cannot be brought into the graph: \(reason); add \"! videoconvert\"")
    }

    func notAllowed(_ reason: String) -> HostError {
        error(
            .source, "\(place) refused: \(reason); put user and password into the address, rtsp://user:password@host/…")
    }

    func unreachable(_ reason: String) -> HostError {
        error(.source, "\(place) cannot be opened: \(reason); check that the device is connected and its address right")
    }

    func gaveUp(after_ns: Int64, _ reason: String) -> HostError {
        error(
            .source,
            "\(place) was given up after \(Self.seconds(after_ns)) s without a frame: \(reason); check the camera and "
                + "its network, or leave give_up out to try for ever")
    }

    func noGStreamer(_ reason: String) -> HostError {
        error(.missing, "GStreamer does not start: \(reason); install gstreamer1.0-plugins-base and -good")
    }

    func description(_ reason: String) -> HostError {
        error(.graph, "the pipeline description \"\(place)\" is wrong: \(reason); try it with gst-launch-1.0")
    }

    func stuck() -> HostError {
        error(.fault, "\(place) did not stop in time; its threads were left behind")
    }

    static func seconds(_ ns: Int64) -> String {
        let hundredths = ns / 10_000_000
        let part = hundredths % 100
        return "\(hundredths / 100).\(part < 10 ? "0" : "")\(part)"
    }
}
