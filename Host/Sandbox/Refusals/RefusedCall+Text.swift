import HostCore

extension RefusedCall {
    /// Whether it only looked: many libraries look for settings and do without. Everything else is an attempt to reach
    /// out of the sandbox.
    public var isProbe: Bool {
        if case .readable = remedy { true } else { false }
    }

    /// `connect(/run/docker.sock)`.
    public var call: String { "\(name)(\(detail))" }

    /// What allows it, as a sentence's end: "grant it by `grants: [network]`".
    public var remedyText: String {
        switch remedy {
        case .grant(let grant): "grant it by `grants: [\(grant.rawValue)]`"
        case .readable(let path): "grant it by `grants: [files]`, or name \(path) under a setting for paths"
        case .writable(let path): "grant it by `grants: [files]`, or name \(path) under a setting for output paths"
        case nil: "no grant allows it"
        }
    }

    /// The refusal as a sentence: "the sandbox refused socket(AF_INET), called from libx.so; grant it by
    /// `grants: [network]`".
    /// - Parameter caller: The library that made the call, when it is known.
    public func text(caller: String? = nil) -> String {
        let from = caller.map { ", called from \($0)" } ?? ""
        let times = count > 1 ? " \(count) times" : ""
        return "the sandbox refused \(call)\(times)\(from); \(remedyText)"
    }

    /// The file name of the plugin or library that made the call: the first image that is not the C library.
    public func caller(in images: [MappedImage]) -> String? {
        for address in callers {
            guard let image = images.first(where: { $0.range.contains(address) }),
                let name = image.path.split(separator: "/").last.map(String.init)
            else { continue }
            if !["libc.so", "libpthread.so", "ld-linux"].contains(where: { name.hasPrefix($0) }) { return name }
        }
        return nil
    }

    /// The refusal for reports.
    public func json(in images: [MappedImage]) -> JSONValue {
        var object: JSONObject = ["call": .string(name), "detail": .string(detail), "count": .integer(Int64(count))]
        if let caller = caller(in: images) { object["caller"] = .string(caller) }
        switch remedy {
        case .grant(let grant): object["grant"] = .string(grant.rawValue)
        case .readable(let path): object["read"] = .string(path)
        case .writable(let path): object["write"] = .string(path)
        case nil: break
        }
        return .object(object)
    }
}
