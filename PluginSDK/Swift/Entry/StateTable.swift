import CSluice

/// The C table of `sluice.state/1` for one instance.
final class StateTable {
    let pointer: UnsafeMutablePointer<sluice_state>

    init(version: UInt32) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: sluice_state())
        pointer.pointee.struct_size = UInt32(MemoryLayout<sluice_state>.size)
        pointer.pointee.version = version
        pointer.pointee.save = { stage, sink in
            guarded(stage) { box throws(StageError) in
                guard let sink else { throw StageError(.argument, "there is nothing to write the state to") }
                let sealed = try box.saveState()
                sealed.withUnsafeBytes {
                    sink.pointee.write(
                        sink.pointee.context, $0.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64($0.count))
                }
            }
        }
        pointer.pointee.restore = { stage, version, data, bytes in
            guarded(stage) { box throws(StageError) in
                try box.restoreState(version, UnsafeRawBufferPointer(start: data, count: Int(clamping: bytes)))
            }
        }
    }

    deinit { pointer.deallocate() }
}
