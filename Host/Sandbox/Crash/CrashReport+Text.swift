import HostCore

extension CrashReport {
    /// One line: `plugin libx.so crashed with SIGSEGV at address 0x8 in work(item:) of libx.so, at item 12 of stream 1`.
    public var summary: String {
        let who = [stage.map { "stage \($0)" }, plugin.map { "plugin \($0)" }].compactMap(\.self)
        var text = who.isEmpty ? "an isolated unit" : who.joined(separator: ", ")
        text += signal == 0 ? " ended by itself" : " crashed with \(SignalName.text(trace?.signal ?? signal))"
        if let address = trace?.address { text += " at address \(NamedFrame.hexadecimal(address))" }
        if let frame = frames.first(where: { $0.symbol != nil }) ?? frames.first { text += " in \(frame.place)" }
        if let item = trace?.item { text += ", at item \(item.seq) of stream \(item.stream)" }
        if let message { text += ", saying \"\(message)\"" }
        return text
    }

    /// The summary, the backtrace, and what the sandbox had refused, for people.
    public var text: String {
        var lines = [summary]
        if let thread = trace?.thread, !thread.isEmpty { lines.append("  thread \(thread)") }
        lines += frames.enumerated().map { "  \($0) \($1.text)" }
        lines += refusals.map { "  before that \($0.text())" }
        return lines.joined(separator: "\n")
    }

    /// The report for machines.
    public var json: JSONValue {
        var object: JSONObject = ["signal": .string(signal == 0 ? "" : SignalName.text(trace?.signal ?? signal))]
        if let plugin { object["plugin"] = .string(plugin) }
        if let stage { object["stage"] = .string(stage) }
        if let message { object["message"] = .string(message) }
        if let address = trace?.address { object["address"] = .string(NamedFrame.hexadecimal(address)) }
        if let thread = trace?.thread { object["thread"] = .string(thread) }
        if let item = trace?.item { object["item"] = item.json }
        object["frames"] = .array(frames.map(\.json))
        object["refused_calls"] = .array(refusals.map { $0.json(in: []) })
        return .object(object)
    }
}

extension ItemMark {
    /// The item for reports.
    public var json: JSONValue {
        [
            "stage": .integer(Int64(stage)), "port": .integer(Int64(port)), "stream": .integer(Int64(stream)),
            "seq": .integer(Int64(clamping: seq)), "sub": .integer(Int64(sub)), "pts_ns": .integer(pts_ns),
        ]
    }
}

extension NamedFrame {
    /// `work(item:) + 12 of libx.so`, or `libx.so+0x1200`, or the address alone.
    public var text: String {
        guard let image, let offset else { return Self.hexadecimal(address) }
        guard let symbol else { return "\(image)+\(Self.hexadecimal(offset))" }
        return "\(symbol) + \(symbolOffset) of \(image)+\(Self.hexadecimal(offset))"
    }

    /// `work(item:) of libx.so`, or what is known.
    public var place: String {
        guard let symbol, let image else { return text }
        return "\(symbol) of \(image)"
    }

    /// The frame for reports.
    public var json: JSONValue {
        var object: JSONObject = ["address": .string(Self.hexadecimal(address))]
        if let image { object["image"] = .string(image) }
        if let offset { object["offset"] = .string(Self.hexadecimal(offset)) }
        if let symbol { object["symbol"] = .string(symbol) }
        return .object(object)
    }

    static func hexadecimal(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
}
