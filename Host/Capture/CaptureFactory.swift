import HostCore
import HostMemory

/// Makes sources of frames.
public enum CaptureFactory {
    /// Makes the source that the request describes; nothing is opened yet, and GStreamer is not started.
    /// - Parameters:
    ///   - request: What to capture and how.
    ///   - memory: Where pixels are put; frames hold slots of it.
    ///   - clock: Paces, waits and stamps go by it.
    ///   - sink: Told of frames and of the end, on the source's threads.
    /// - Throws: `graph` when the address is wrong: an unknown scheme or key, a bad value.
    public static func make(
        _ request: CaptureRequest, memory: FrameStore, clock: any HostClock, sink: any CaptureSink
    ) throws(HostError) -> any CaptureSource {
        let (address, errors) = try address(request)
        if case .synthetic(let pattern) = address {
            return SyntheticSource(request, pattern, store: memory, clock: clock, sink: sink, errors: errors)
        }
        return GStreamerSource(request, address, store: memory, clock: clock, sink: sink, errors: errors)
    }

    /// Looks whether a request can be fulfilled, as far as its address tells. Opens nothing.
    /// - Throws: `graph` when the address is wrong: an unknown scheme or key, a bad value.
    public static func check(_ request: CaptureRequest) throws(HostError) { _ = try address(request) }

    private static func address(_ request: CaptureRequest) throws(HostError) -> (SourceAddress, CaptureErrors) {
        let errors = CaptureErrors(stream: request.name, place: place(request.source), site: request.site)
        guard !request.formats.isEmpty else { throw errors.usage("no pixel format is accepted; name one") }
        let address = try SourceAddress.parse(request.source, errors)
        if case .synthetic(let pattern) = address { _ = try pattern.chosenFormat(for: request, errors) }
        return (address, errors)
    }

    /// Whether a source comes in its own time, by its address alone.
    /// - Throws: `graph` when the address is wrong.
    public static func isLive(_ source: CaptureRequest.Source) throws(HostError) -> Bool {
        let errors = CaptureErrors(stream: "", place: place(source), site: nil)
        return try SourceAddress.parse(source, errors).isLive
    }

    /// The name that a v4l2 device gives itself, which is the camera's model; `nil` when it is no video device.
    public static func model(ofDevice path: String) -> String? { DeviceModel.ask(path) }

    /// Opens a source for its first frame alone, and says what it gives: size, format, decoder, conversion, copy.
    /// - Parameters:
    ///   - request: What to look at; pace does not matter.
    ///   - memory: Where the frame is put, and given back.
    ///   - clock: The host's time.
    ///   - timeout_ns: Real time after which a source that does not answer has failed.
    /// - Throws: What the source failed with, or `source` when nothing came.
    public static func probe(
        _ request: CaptureRequest, memory: FrameStore, clock: any HostClock, timeout_ns: Int64 = 10_000_000_000
    ) throws(HostError) -> CaptureProbe {
        let sink = ProbeSink(memory)
        let source = try make(request, memory: memory, clock: clock, sink: sink)
        try source.start()
        let answer = sink.answer(timeout_ns: timeout_ns)
        source.stop()
        switch answer {
        case .stream(let stream, let copied_bytes):
            return CaptureProbe(
                stream: stream, copied_bytes: copied_bytes, copyReason: source.statistics.copyReason)
        case .failure(let error): throw error
        case .nothing, nil:
            throw HostError(
                .source, "stream \"\(request.name)\": \(place(request.source)) gave no frame; check that it plays",
                site: request.site)
        }
    }

    /// How the source is named in messages: passwords are left out.
    static func place(_ source: CaptureRequest.Source) -> String {
        switch source {
        case .description(let text): return text
        case .uri(let uri):
            if uri.hasPrefix("file:") { return String(uri.dropFirst(5)) }
            guard let at = uri.lastIndex(of: "@"), let slashes = uri.firstIndex(of: "/"), slashes < at,
                uri[slashes...].hasPrefix("//")
            else { return uri }
            return uri[...slashes] + "/…" + uri[at...]
        }
    }
}
