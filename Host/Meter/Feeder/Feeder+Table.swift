import CSluice

extension Feeder {
    /// The feeder as a stage class; there is one instance.
    var table: UnsafePointer<sluice_stage_class> { Self.made }

    // Sound: constant once made.
    nonisolated(unsafe) private static let made: UnsafePointer<sluice_stage_class> = {
        let table = UnsafeMutablePointer<sluice_stage_class>.allocate(capacity: 1)
        table.initialize(to: sluice_stage_class())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_stage_class>.size)
        let id = Array(Feeder.id.utf8CString)
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: id.count)
        text.initialize(from: id, count: id.count)
        table.pointee.id = UnsafePointer(text)
        table.pointee.create = { _, host, context, _, stage in
            guard let host, let stage else { return SLUICE_E_ARGUMENT }
            Feeder.shared.create(host, context)
            stage.pointee = OpaquePointer(Unmanaged.passUnretained(Feeder.shared).toOpaque())
            return SLUICE_OK
        }
        table.pointee.destroy = { _ in }
        table.pointee.configure = { _, _ in SLUICE_OK }
        table.pointee.start = { _ in SLUICE_OK }
        table.pointee.stop = { _ in SLUICE_OK }
        table.pointee.produce = { _, _ in Feeder.shared.produce() }
        table.pointee.get_extension = { _, _ in nil }
        return UnsafePointer(table)
    }()
}
