import CSluice
import HostCore

/// What a recording says of itself.
public struct RecordingFacts: Sendable, Hashable {
    /// Version of the program that wrote it.
    public var program: String
    /// Version of the plugin contract.
    public var contract: String
    /// The graph's name.
    public var graph: String
    /// The graph file, as the user named it.
    public var file: String
    /// Its text.
    public var text: String
    /// Changes of the command line, as `--set` takes them.
    public var overrides: [String]
    /// UTC since 1970, when it began.
    public var started_wall_ns: Int64
    /// The same moment on the host's monotonic clock, by which items are stamped.
    public var started_ns: Int64

    /// Facts about a run.
    public init(
        program: String, contract: String, graph: String, file: String, text: String, overrides: [String],
        started_wall_ns: Int64, started_ns: Int64
    ) {
        self.program = program
        self.contract = contract
        self.graph = graph
        self.file = file
        self.text = text
        self.overrides = overrides
        self.started_wall_ns = started_wall_ns
        self.started_ns = started_ns
    }

    var json: JSONValue {
        [
            "program": .string(program), "contract": .string(contract), "graph": .string(graph), "file": .string(file),
            "text": .string(text), "overrides": .array(overrides.map(JSONValue.string)),
            "started_wall_ns": .integer(started_wall_ns), "started_ns": .integer(started_ns),
        ]
    }

    init?(_ json: JSONValue) {
        guard let program = json["program"]?.stringValue, let contract = json["contract"]?.stringValue,
            let graph = json["graph"]?.stringValue, let file = json["file"]?.stringValue,
            let text = json["text"]?.stringValue, let overrides = json["overrides"]?.arrayValue,
            let wall = json["started_wall_ns"]?.integerValue, let start = json["started_ns"]?.integerValue
        else { return nil }
        self.init(
            program: program, contract: contract, graph: graph, file: file, text: text,
            overrides: overrides.compactMap(\.stringValue), started_wall_ns: wall, started_ns: start)
    }
}

/// An edge of which items were kept.
public struct RecordedEdge: Sendable, Hashable {
    /// As `from:` of a graph file names where it begins: `door`, `faces`, `faces.rejected`.
    public var name: String
    /// Whether it is what a stream or a stage without inputs gives.
    public var isSource: Bool
    /// What it was agreed to carry: `i420`, `record`, `any`.
    public var format: String

    /// An edge.
    public init(name: String, isSource: Bool, format: String) {
        (self.name, self.isSource, self.format) = (name, isSource, format)
    }

    var json: JSONValue { ["name": .string(name), "source": .bool(isSource), "format": .string(format)] }

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, let isSource = json["source"]?.boolValue,
            let format = json["format"]?.stringValue
        else { return nil }
        self.init(name: name, isSource: isSource, format: format)
    }
}

/// A stream as stages saw it begin.
public struct RecordedStream: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Model of the camera; empty when unknown.
    public var camera: String
    /// In pixels; 0 when unknown.
    public var width: Int
    /// In pixels; 0 when unknown.
    public var height: Int
    /// Frames a second; 0 when unknown.
    public var rate: Fraction
    /// Whether it came in its own time.
    public var isLive: Bool

    /// A stream.
    public init(name: String, camera: String, width: Int, height: Int, rate: Fraction, isLive: Bool) {
        (self.name, self.camera, self.width, self.height) = (name, camera, width, height)
        (self.rate, self.isLive) = (rate, isLive)
    }

    /// As stages see it.
    init(_ stream: sluice_stream) {
        func text(_ start: UnsafePointer<CChar>?, _ count: UInt64) -> String {
            String(decoding: UnsafeRawBufferPointer(start: start, count: Int(count)), as: UTF8.self)
        }
        self.init(
            name: text(stream.name, stream.name_bytes), camera: text(stream.camera, stream.camera_bytes),
            width: Int(stream.width), height: Int(stream.height), rate: Fraction(stream.rate_num, stream.rate_den),
            isLive: stream.flags & UInt32(SLUICE_STREAM_LIVE) != 0)
    }

    var json: JSONValue {
        [
            "name": .string(name), "camera": .string(camera), "width": .integer(Int64(width)),
            "height": .integer(Int64(height)), "rate_num": .integer(Int64(rate.numerator)),
            "rate_den": .integer(Int64(rate.denominator)), "live": .bool(isLive),
        ]
    }

    init?(_ json: JSONValue) {
        func whole(_ key: String) -> UInt32? { json[key]?.integerValue.flatMap { UInt32(exactly: $0) } }
        guard let name = json["name"]?.stringValue, let camera = json["camera"]?.stringValue,
            let width = whole("width"), let height = whole("height"), let numerator = whole("rate_num"),
            let denominator = whole("rate_den"), let isLive = json["live"]?.boolValue
        else { return nil }
        self.init(
            name: name, camera: camera, width: Int(width), height: Int(height), rate: Fraction(numerator, denominator),
            isLive: isLive)
    }
}

/// How the end of a recording came.
public enum RecordingEnd: String, Sendable, CaseIterable {
    /// With the run.
    case done
    /// The file had the size that it may have.
    case limit
    /// It could not be written any more.
    case failed
}
