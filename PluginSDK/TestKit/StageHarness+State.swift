import CSluice
import PluginSDK

/// What a stage has saved, as a host keeps it.
public struct SavedState: Sendable, Hashable {
    /// The format.
    public var version: UInt32
    /// Sealed: whatever is changed is refused.
    public var bytes: [UInt8]

    /// A state that a host might hand over.
    public init(version: UInt32, bytes: [UInt8]) {
        self.version = version
        self.bytes = bytes
    }

    /// What the stage itself has written, without the seal.
    public func content(of stage: String) throws(StageError) -> [UInt8] {
        let version = version
        return try bytes.withUnsafeBufferPointer { sealed throws(StageError) in
            Array(
                try StateSeal.open(
                    UnsafeRawBufferPointer(sealed), of: stage, version: version, reads: version...version))
        }
    }

    /// Content under a seal that holds, to see what a stage makes of bytes that it has not written.
    public static func sealed(_ content: [UInt8], of stage: String, version: UInt32) -> SavedState {
        SavedState(version: version, bytes: StateSeal.close(content, of: stage, version: version))
    }
}

extension StageHarness where S: ~Copyable {
    /// Asks the stage for its state between two items, as the host does by `sluice.state/1`.
    public func save() throws(StageError) -> SavedState {
        let table = try stateTable()
        let collected = CollectedBytes()
        var sink = sluice_text_sink()
        sink.struct_size = UInt32(MemoryLayout<sluice_text_sink>.size)
        sink.context = Unmanaged.passUnretained(collected).toOpaque()
        sink.write = { context, text, count in
            guard let context, let text else { return }
            let part = UnsafeRawBufferPointer(start: text, count: Int(count))
            Unmanaged<CollectedBytes>.fromOpaque(context).takeUnretainedValue().bytes += part
        }
        try call(.save) { table.pointee.save($1, &sink) }
        return withExtendedLifetime(collected) { SavedState(version: table.pointee.version, bytes: collected.bytes) }
    }

    /// Hands a state to the stage.
    /// - Throws: Why the stage refuses it; it then is as it was.
    public func restore(_ state: SavedState) throws(StageError) {
        let table = try stateTable()
        try state.bytes.withUnsafeBufferPointer { bytes throws(StageError) in
            _ = try call(.restore) { table.pointee.restore($1, state.version, bytes.baseAddress, UInt64(bytes.count)) }
        }
    }

    private func stateTable() throws(StageError) -> UnsafePointer<sluice_state> {
        guard let stage, let found = stageClass.pointee.get_extension(stage, SLUICE_EXT_STATE) else {
            throw StageError(.unsupported, "the stage saves no state")
        }
        return found.assumingMemoryBound(to: sluice_state.self)
    }
}

private final class CollectedBytes {
    var bytes: [UInt8] = []
}
