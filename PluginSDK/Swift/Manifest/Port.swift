/// One input or output of a stage.
public struct Port: Sendable {
    package let name: String
    let members: [(String, String)]

    private init(_ name: String, _ members: [(String, String)], _ description: String) {
        self.name = name
        self.members = members + [("description", JSONText.quote(description))]
    }

    /// Frames in one of the given formats; the host converts where it must.
    /// - Parameters:
    ///   - name: The port's name in graph files.
    ///   - formats: In order of preference.
    ///   - description: What it carries.
    public static func frames(_ name: String, _ formats: [PixelFormat], _ description: String = "") -> Port {
        let names = JSONText.array(formats.map { JSONText.quote($0.description) })
        return Port(name, [("kind", "\"frame\""), ("formats", names)], description)
    }

    /// Whatever comes in: any kind of item in any format.
    public static func any(_ name: String, _ description: String = "") -> Port {
        Port(name, [("kind", "\"any\"")], description)
    }

    /// Output only: items in the format of an input.
    public static func same(_ name: String, as input: String, _ description: String = "") -> Port {
        Port(name, [("kind", "\"same\""), ("as", JSONText.quote(input))], description)
    }

    /// Records.
    public static func records(_ name: String, _ description: String = "") -> Port {
        Port(name, [("kind", "\"record\"")], description)
    }

    /// Coded packets of the given codecs.
    public static func packets(_ name: String, _ codecs: [String], _ description: String = "") -> Port {
        Port(name, [("kind", "\"packet\""), ("codecs", JSONText.array(codecs.map(JSONText.quote)))], description)
    }

    /// Tensors.
    public static func tensors(_ name: String, _ description: String = "") -> Port {
        Port(name, [("kind", "\"tensor\"")], description)
    }

    /// The same port, which a graph may leave unconnected.
    public var optional: Port { Port(copy: self, adding: ("optional", "true")) }

    /// The same port, whose items must carry regions.
    public var withRegions: Port { Port(copy: self, adding: ("regions", "true")) }

    private init(copy: Port, adding member: (String, String)) {
        name = copy.name
        members = copy.members + [member]
    }

    package var json: String { JSONText.object([("name", JSONText.quote(name))] + members) }
}
