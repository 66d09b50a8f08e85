/// One input or output of a stage, as its manifest states it.
public struct PortManifest: Sendable, Hashable {
    /// What a port takes or gives.
    public enum Content: Sendable, Hashable {
        /// Whatever comes.
        case any
        /// Outputs only: what the named input takes.
        case same(as: String)
        /// Items of one kind.
        case items(ItemKind)
    }

    /// The port's name.
    public let name: String
    /// What it takes or gives.
    public let content: Content
    /// Frames: the formats in order of preference; empty for all.
    public let formats: [PixelFormat]
    /// Packets: the codecs; empty for all.
    public let codecs: [String]
    /// Whether a graph may leave it unconnected.
    public let optional: Bool
    /// Whether its items must carry regions.
    public let regions: Bool
    /// What it carries, in words.
    public let summary: String

    /// States a port.
    public init(
        name: String, content: Content, formats: [PixelFormat] = [], codecs: [String] = [], optional: Bool = false,
        regions: Bool = false, summary: String = ""
    ) {
        self.name = name
        self.content = content
        self.formats = formats
        self.codecs = codecs
        self.optional = optional
        self.regions = regions
        self.summary = summary
    }
}

extension PortManifest {
    /// Reads a port from the object in a stage's manifest.
    /// - Throws: `plugin`, naming the member that is wrong. Unknown members are left alone: later hosts may add some.
    public init(json: JSONValue, at place: String) throws(HostError) {
        let reader = try ManifestReader(json, at: place)
        name = try reader.text("name")
        let kind = try reader.text("kind")
        switch kind {
        case "any": content = .any
        case "same": content = .same(as: try reader.text("as"))
        default:
            guard let item = ItemKind(name: kind) else {
                throw reader.error(
                    "kind",
                    "must be any, same or one of \(ItemKind.all.map(\.description).joined(separator: ", ")), not \(kind)"
                )
            }
            content = .items(item)
        }
        var formats: [PixelFormat] = []
        for name in try reader.texts("formats") {
            guard let format = PixelFormat(name: name) else {
                throw reader.error("formats", "names the pixel format \(name), which this host does not know")
            }
            formats.append(format)
        }
        self.formats = formats
        codecs = try reader.texts("codecs")
        optional = try reader.flag("optional")
        regions = try reader.flag("regions")
        summary = try reader.text("description", default: "")
    }

    /// What the port takes or gives in words: "frames in i420 or rgb".
    public var contentText: String {
        switch content {
        case .any: "anything"
        case .same(let input): "what its input '\(input)' takes"
        case .items(.frame) where formats.isEmpty: "frames"
        case .items(.frame): "frames in " + formats.map(\.description).joined(separator: " or ")
        case .items(.packet) where !codecs.isEmpty: "packets of " + codecs.joined(separator: " or ")
        case .items(let kind): "\(kind)s"
        }
    }
}
