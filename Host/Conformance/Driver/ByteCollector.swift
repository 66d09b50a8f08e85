import CSluice

/// Collects what a plugin writes through a sink, and in how many pieces.
final class ByteCollector {
    private(set) var bytes: [UInt8] = []
    private(set) var pieces = 0

    func collect<R>(_ body: (UnsafePointer<sluice_text_sink>) -> R) -> R {
        let sink = sluice_text_sink(
            struct_size: UInt32(MemoryLayout<sluice_text_sink>.size), reserved: 0,
            context: Unmanaged.passUnretained(self).toOpaque(),
            write: { context, text, count in
                guard let context, let text else { return }
                let collector = Unmanaged<ByteCollector>.fromOpaque(context).takeUnretainedValue()
                collector.pieces += 1
                collector.bytes += UnsafeRawBufferPointer(start: text, count: Int(min(count, 64 << 20)))
            })
        return withExtendedLifetime(self) { withUnsafePointer(to: sink, body) }
    }
}
