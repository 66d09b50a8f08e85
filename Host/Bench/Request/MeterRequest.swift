import HostCore

/// What the program that measures is told: one stage, one kind of input. It travels as JSON.
public struct MeterRequest: Sendable {
    /// Path of the library.
    public var library: String
    /// The content that a list of allowed plugins names; `nil` for any.
    public var sha256: String?
    /// The stage, as its manifest states it.
    public var stage: JSONValue
    /// The pixel format of the frames; empty for stages that take none.
    public var format = ""
    /// Their size.
    public var width = 0
    /// Their size.
    public var height = 0
    /// Items that are measured.
    public var frames = 300
    /// Items before that.
    public var warmUp = 30
    /// How long measuring may take; then it ends with the items that there are.
    public var limit_ns: Int64 = 3_000_000_000
    /// Seed of what the frames show.
    public var seed: UInt64 = 1
    /// A clip to take frames from; empty for made-up ones.
    public var clip = ""
    /// Files with a packet each, for stages that take packets.
    public var packets: [String] = []
    /// The stage's settings.
    public var configuration: JSONValue = [:]

    /// A request for a stage of a library.
    public init(library: String, stage: JSONValue) {
        self.library = library
        self.stage = stage
    }

    /// As it travels.
    public var json: JSONValue {
        [
            "library": .string(library), "sha256": sha256.map(JSONValue.string) ?? .null, "stage": stage,
            "format": .string(format), "width": .integer(Int64(width)), "height": .integer(Int64(height)),
            "frames": .integer(Int64(frames)), "warm_up": .integer(Int64(warmUp)), "limit_ns": .integer(limit_ns),
            "seed": .integer(Int64(bitPattern: seed)), "clip": .string(clip),
            "packets": .array(packets.map(JSONValue.string)), "configuration": configuration,
        ]
    }

    /// Reads what came; `nil` when it makes no sense.
    public init?(_ json: JSONValue) {
        guard let library = json["library"]?.stringValue, let stage = json["stage"], stage.objectValue != nil,
            let frames = json["frames"]?.integerValue, let warmUp = json["warm_up"]?.integerValue
        else { return nil }
        self.init(library: library, stage: stage)
        sha256 = json["sha256"]?.stringValue
        format = json["format"]?.stringValue ?? ""
        width = Int(json["width"]?.integerValue ?? 0)
        height = Int(json["height"]?.integerValue ?? 0)
        self.frames = Int(frames)
        self.warmUp = Int(warmUp)
        limit_ns = json["limit_ns"]?.integerValue ?? limit_ns
        seed = UInt64(bitPattern: json["seed"]?.integerValue ?? 1)
        clip = json["clip"]?.stringValue ?? ""
        packets = (json["packets"]?.arrayValue ?? []).compactMap(\.stringValue)
        configuration = json["configuration"] ?? [:]
    }
}
