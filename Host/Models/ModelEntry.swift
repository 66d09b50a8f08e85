import HostCore

/// A model as the catalogue knows it.
public struct ModelEntry: Sendable, Hashable {
    /// What graph files call it.
    public var name: String
    /// Name of its file.
    public var file: String
    /// Where the file can be had; empty when nobody offers it under an address that stays.
    public var url: String
    /// SHA-256 of the file, 64 hexadecimal digits.
    public var sha256: String
    /// Size of the file.
    public var size_bytes: Int
    /// SPDX licence of the weights.
    public var licence: String
    /// What it does, in a sentence.
    public var summary: String
    /// Who made it.
    public var source: String
    /// What it takes.
    public var input: String
    /// What it gives.
    public var output: String
    /// The decoder of `infer` that reads what it gives; empty for none.
    public var decoder: String

    /// Reads an entry.
    /// - Throws: `file`, naming the member that is missing or wrong.
    public init(json: JSONValue, at place: String) throws(HostError) {
        func text(_ key: String, required: Bool = false) throws(HostError) -> String {
            guard let value = json[key]?.stringValue, !value.isEmpty else {
                guard required else { return "" }
                throw HostError(.file, "\(place): '\(key)' is missing or no text; correct the catalogue")
            }
            return value
        }
        name = try text("name", required: true)
        file = try text("file", required: true)
        sha256 = try text("sha256", required: true)
        (url, licence, summary) = (try text("url"), try text("licence"), try text("summary"))
        (source, input, output, decoder) = (
            try text("source"), try text("input"), try text("output"), try text("decoder")
        )
        guard Self.isName(name) else {
            throw HostError(.file, "\(place): '\(name)' is no name: letters, digits, '-', '_' and '.' make one")
        }
        guard !file.contains("/"), file != ".", file != ".." else {
            throw HostError(.file, "\(place): '\(file)' is no plain file name; correct the catalogue")
        }
        guard sha256.utf8.count == 64,
            sha256.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw HostError(.file, "\(place): 'sha256' must be 64 hexadecimal digits in lower case") }
        guard let size = json["size_bytes"]?.integerValue, size > 0, size <= 16 << 30 else {
            throw HostError(.file, "\(place): 'size_bytes' must be a whole number above zero")
        }
        size_bytes = Int(size)
    }

    /// An entry for a file of the user's.
    init(name: String, file: String, sha256: String, size_bytes: Int) {
        (self.name, self.file, self.sha256, self.size_bytes) = (name, file, sha256, size_bytes)
        (url, licence, summary, source, input, output, decoder) = ("", "", "", "", "", "", "")
    }

    /// As the catalogue file has it.
    public var json: JSONValue {
        [
            "name": .string(name), "summary": .string(summary), "file": .string(file), "url": .string(url),
            "sha256": .string(sha256), "size_bytes": .integer(Int64(size_bytes)), "licence": .string(licence),
            "source": .string(source), "input": .string(input), "output": .string(output), "decoder": .string(decoder),
        ]
    }

    /// Whether a text may name a model: what has no folder, and does not look like a file of a model.
    public static func isName(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x2E || byte == 0x5F
        }
        return isPlain && !text.isEmpty && !text.hasPrefix(".") && !text.hasSuffix(".onnx") && !text.hasSuffix(".xml")
    }
}
