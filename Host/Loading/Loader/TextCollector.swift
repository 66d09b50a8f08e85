import CSluice

/// Collects text that a plugin writes through a sink, up to a limit.
final class TextCollector {
    private(set) var bytes: [UInt8] = []
    /// Whether the plugin wrote more than the limit.
    private(set) var overflowed = false
    private let limit_bytes: Int

    init(limit_bytes: Int) { self.limit_bytes = limit_bytes }

    /// Runs the body with a sink that writes here; the sink is valid until the body returns.
    func collect<Result>(_ body: (UnsafePointer<sluice_text_sink>) -> Result) -> Result {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let sink = sluice_text_sink(
            struct_size: UInt32(MemoryLayout<sluice_text_sink>.size), reserved: 0, context: context,
            write: { context, text, count in
                guard let context, let text else { return }
                Unmanaged<TextCollector>.fromOpaque(context).takeUnretainedValue().append(text, count)
            })
        return withExtendedLifetime(self) { withUnsafePointer(to: sink, body) }
    }

    /// The text, with what is not UTF-8 replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    private func append(_ text: UnsafePointer<CChar>, _ count: UInt64) {
        let room = limit_bytes - bytes.count
        if count > UInt64(room) { overflowed = true }
        let part = UnsafeRawBufferPointer(start: text, count: Int(min(UInt64(room), count)))
        bytes.append(contentsOf: part)
    }
}
