import HostCore

/// What the measuring process says over its channel: a line of JSON for each thing. `{"at": PLACE}` says where it is and that
/// it lives; the last line is `{"measured": …}` or `{"refused": TEXT, "status": NUMBER}`.
public struct MeterAnswer: Sendable {
    /// How it ended.
    public enum End: Sendable {
        /// The stage was measured.
        case measured(Measurement)
        /// It could not be, for this reason; with the exit status that goes with it.
        case refused(String, status: Int32)
    }

    /// Where it was last.
    public private(set) var place = ""
    /// How it ended; `nil` when it did not come to its end.
    public private(set) var end: End?

    /// Reads what came over the channel; what is not understood is left out.
    public init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: 10) {
            guard let json = try? JSONValue.parse(Array(line)) else { continue }
            if let place = json["at"]?.stringValue { self.place = String(place.prefix(80)) }
            if let measured = json["measured"], measured.objectValue != nil { end = .measured(Measurement(measured)) }
            if let text = json["refused"]?.stringValue {
                let status = json["status"]?.integerValue ?? 1
                end = .refused(String(text.prefix(2000)), status: (1...3).contains(status) ? Int32(status) : 1)
            }
        }
    }

    /// Where it was, for messages that say how it ended.
    public var placeText: String {
        switch place {
        case "": "before the library was loaded"
        case "opening": "while it was loaded (constructors)"
        case "entering": "in its entry function"
        case "starting": "in create, configure or start"
        case "warming up": "while it was warmed up"
        case "measuring": "while it was measured"
        default: "while it was stopped"
        }
    }

    /// A line that says where it is.
    public static func at(_ place: String) -> [UInt8] { line(["at": .string(place)]) }
    /// The last line.
    public static func measured(_ measurement: Measurement) -> [UInt8] { line(["measured": measurement.json]) }
    /// The last line.
    public static func refused(_ text: String, status: Int32) -> [UInt8] {
        line(["refused": .string(text), "status": .integer(Int64(status))])
    }

    private static func line(_ json: JSONValue) -> [UInt8] { Array((json.text + "\n").utf8) }
}
