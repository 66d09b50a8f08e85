import HostCore

/// What somebody asks of a running host: one line of JSON, `{"do": "set", "stage": "encoder", …}`.
public struct ControlRequest: Sendable {
    /// What to do: the member `do`.
    public let name: String
    /// All members.
    public let members: JSONObject

    /// A request of the given kind.
    public init(_ name: String, _ members: JSONObject = JSONObject()) {
        self.name = name
        var all = members
        all["do"] = .string(name)
        self.members = all
    }

    /// Reads a line.
    /// - Throws: `usage` for what is no request.
    public init(line: [UInt8]) throws(HostError) {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw HostError(.usage, "the request is not UTF-8; send one line of JSON such as {\"do\": \"status\"}")
        }
        let value: JSONValue
        do {
            value = try JSONValue.parse(text)
        } catch {
            throw HostError(.usage, "the request is no JSON (\(error)); send one line such as {\"do\": \"status\"}")
        }
        guard let members = value.objectValue, let name = members["do"]?.stringValue else {
            throw HostError(.usage, "the request has no member \"do\"; send one line such as {\"do\": \"status\"}")
        }
        self.name = name
        self.members = members
    }

    /// The line, with its end.
    public var line: String { JSONValue.object(members).text + "\n" }

    /// A member that must be there.
    /// - Throws: `usage` when it is not, or is no text.
    public func text(_ member: String) throws(HostError) -> String {
        guard let text = members[member]?.stringValue, !text.isEmpty else {
            throw HostError(.usage, "the request '\(name)' needs the member \"\(member)\", a text")
        }
        return text
    }
}
