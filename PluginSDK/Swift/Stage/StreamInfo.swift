import CSluice

/// A stream as its source describes it.
public struct StreamInfo: Sendable {
    /// The stream's number in the run; items carry it.
    public let stream: UInt32
    /// The name in the graph.
    public let name: String
    /// The camera's model; empty when unknown.
    public let camera: String
    /// Whether it comes as it happens, rather than from a file.
    public let isLive: Bool
    /// Nominal width in pixels; 0 when unknown.
    public let width: Int
    /// Nominal height in pixels; 0 when unknown.
    public let height: Int
    /// Nominal frames per second; 0 when unknown.
    public let framesPerSecond: Double
    /// The free `labels:` of the graph file.
    public let labels: [(key: String, value: ConfigValue)]

    init(_ c: UnsafePointer<sluice_stream>) {
        let s = c.pointee
        stream = s.stream
        name = text(s.name, s.name_bytes)
        camera = text(s.camera, s.camera_bytes)
        isLive = s.flags & UInt32(SLUICE_STREAM_LIVE) != 0
        width = Int(s.width)
        height = Int(s.height)
        framesPerSecond = s.rate_den == 0 ? 0 : Double(s.rate_num) / Double(s.rate_den)
        labels = s.labels.map { ConfigValue.read($0).members } ?? []
    }
}

func text(_ start: UnsafePointer<CChar>?, _ bytes: UInt64) -> String {
    guard let start else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(bytes)), as: UTF8.self)
}
