import CSluice

extension StageContext {
    /// The file of a model that a graph names: by its name in the catalogue, or by a path. The host has checked the hash
    /// of a catalogue's model. Call it where the stage is made.
    /// - Throws: `missing` when it is not there, with how to get it; `io` when its hash differs.
    public func modelPath(_ name: String) throws(StageError) -> String {
        guard
            let table = host.pointee.get_extension(handle, SLUICE_EXT_MODELS)?
                .assumingMemoryBound(to: sluice_models.self)
        else { return name }
        let collected = CollectedText()
        var sink = sluice_text_sink()
        sink.struct_size = UInt32(MemoryLayout<sluice_text_sink>.size)
        sink.context = Unmanaged.passUnretained(collected).toOpaque()
        sink.write = { context, text, bytes in
            guard let context, let text else { return }
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(bytes))
            Unmanaged<CollectedText>.fromOpaque(context).takeUnretainedValue().bytes += bytes
        }
        let status = withText(name) { table.pointee.path(handle, $0, $1, &sink) }
        // The host has reported the reason.
        guard status >= 0 else { throw StageError(StageError.Code(status), "") }
        return String(decoding: collected.bytes, as: UTF8.self)
    }
}

private final class CollectedText {
    var bytes: [UInt8] = []
}
