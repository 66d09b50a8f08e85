/// What a scanning child tells its parent over the channel: lines `phase NAME`, then `result KIND BYTES` and as many
/// bytes. KIND is `ok`, the bytes being the manifest, or a failure's kind, the bytes being its message. The parent
/// believes nothing of it: the plugin lives in the same process and may have written there too.
struct ScanAnswer: Sendable, Hashable {
    /// The last phase that began.
    var phase: LibraryOpening.Phase?
    /// The end; `nil` when the child did not get that far.
    var result: Result<[UInt8], LoadFailure>?

    static let okay = "ok"

    /// A line that a phase begins.
    static func line(_ phase: LibraryOpening.Phase) -> [UInt8] { Array("phase \(phase.rawValue)\n".utf8) }

    /// The end of an answer.
    static func bytes(_ result: Result<[UInt8], LoadFailure>) -> [UInt8] {
        let (kind, payload) =
            switch result {
            case .success(let manifest): (okay, manifest)
            case .failure(let failure): (failure.kind.rawValue, Array(failure.message.utf8))
            }
        return Array("result \(kind) \(payload.count)\n".utf8) + payload
    }

    /// Reads what came over the channel; what is not understood is left out.
    init(parsing bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map(String.init)
            rest = rest[(end + 1)...]
            if words.count == 2, words[0] == "phase" { phase = LibraryOpening.Phase(rawValue: words[1]) ?? phase }
            if words.count == 3, words[0] == "result", let count = Int(words[2]), count >= 0, count <= rest.count {
                result = Self.result(words[1], Array(rest.prefix(count)))
                return
            }
        }
    }

    private static func result(_ kind: String, _ payload: [UInt8]) -> Result<[UInt8], LoadFailure>? {
        if kind == okay { return .success(payload) }
        guard let kind = LoadFailure.Kind(rawValue: kind) else { return nil }
        return .failure(LoadFailure(kind, String(decoding: payload, as: UTF8.self)))
    }
}
