import CSluice

/// The C table of `sluice.batch/1` for one instance.
final class BatchTable {
    let pointer: UnsafeMutablePointer<sluice_batch>

    init(_ policy: BatchPolicy) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: sluice_batch())
        pointer.pointee.struct_size = UInt32(MemoryLayout<sluice_batch>.size)
        pointer.pointee.process = { stage, port, items, count, failed in
            guard let stage, let items, let failed, count > 0 else { return SLUICE_E_ARGUMENT }
            return Unmanaged<AnyStageBox>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.processBatch(port, items, count, failed)
            }
        }
        set(policy)
    }

    deinit { pointer.deallocate() }

    func set(_ policy: BatchPolicy) {
        pointer.pointee.max_items = UInt32(clamping: max(1, policy.maxItems))
        pointer.pointee.max_wait_ns = max(0, policy.maxWait_ns)
    }
}
