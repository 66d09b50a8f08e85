import CAllocationCount
import CSluice

extension Metering {
    /// The table of a stage with the calls that work on items measured, and the host that it sees not counted.
    func wrap(_ inner: UnsafePointer<sluice_stage_class>) -> UnsafePointer<sluice_stage_class> {
        self.inner = inner
        table.initialize(to: inner.pointee)
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_stage_class>.size)
        table.pointee.create = { _, host, context, info, stage in
            let metering = Metering.shared
            guard let inner = metering.inner, let host else { return SLUICE_E_ARGUMENT }
            metering.host = host
            metering.fillHost(host)
            return inner.pointee.create(inner, UnsafePointer(metering.hostTable), context, info, stage)
        }
        if inner.pointee.begin != nil {
            table.pointee.begin = { stage, port, stream in
                guard let inner = Metering.shared.inner, let call = inner.pointee.begin else { return SLUICE_OK }
                shim_plugin_enter()
                defer { shim_plugin_leave() }
                return call(stage, port, stream)
            }
        }
        if inner.pointee.process != nil {
            table.pointee.process = { stage, port, item in
                let metering = Metering.shared
                guard let inner = metering.inner, let call = inner.pointee.process else { return SLUICE_E_STATE }
                return metering.process { call(stage, port, item) }
            }
        }
        if inner.pointee.produce != nil {
            table.pointee.produce = { stage, deadline_ns in
                let metering = Metering.shared
                guard let inner = metering.inner, let call = inner.pointee.produce else { return SLUICE_E_STATE }
                return metering.produce { call(stage, deadline_ns) }
            }
        }
        return UnsafePointer(table)
    }

    /// What the host does for the stage is not the stage's.
    private static func uncounted<Result>(_ body: (sluice_host) -> Result, else none: Result) -> Result {
        guard let host = Metering.shared.host else { return none }
        shim_host_enter()
        defer { shim_host_leave() }
        return body(host.pointee)
    }

    private func fillHost(_ host: UnsafePointer<sluice_host>) {
        hostTable.initialize(to: host.pointee)
        hostTable.pointee.log = { context, level, text, bytes in
            Metering.uncounted({ $0.log(context, level, text, bytes) }, else: ())
        }
        hostTable.pointee.report_error = { context, code, text, bytes in
            Metering.uncounted({ $0.report_error(context, code, text, bytes) }, else: ())
        }
        hostTable.pointee.intern = { context, text, bytes in
            Metering.uncounted({ $0.intern(context, text, bytes) }, else: 0)
        }
        hostTable.pointee.text_of = { context, id, bytes in
            Metering.uncounted({ $0.text_of(context, id, bytes) }, else: nil)
        }
        hostTable.pointee.progress = { context, stream, seq, pts_ns in
            Metering.uncounted({ $0.progress(context, stream, seq, pts_ns) }, else: SLUICE_E_STATE)
        }
        hostTable.pointee.get_extension = { context, id in
            Metering.uncounted({ $0.get_extension(context, id) }, else: nil)
        }
        fillItems()
    }

    private func fillItems() {
        hostTable.pointee.emit = { context, port, item in
            Metering.shared.emitted += 1
            return Metering.uncounted({ $0.emit(context, port, item) }, else: SLUICE_E_STATE)
        }
        hostTable.pointee.regions_new = { context, base, regions, points, scores in
            Metering.uncounted({ $0.regions_new(context, base, regions, points, scores) }, else: nil)
        }
        hostTable.pointee.frame_alloc = { context, spec, frame, planes in
            Metering.uncounted({ $0.frame_alloc(context, spec, frame, planes) }, else: SLUICE_E_STATE)
        }
        hostTable.pointee.frame_ref = { context, handle in
            Metering.uncounted({ $0.frame_ref(context, handle) }, else: SLUICE_E_STATE)
        }
        hostTable.pointee.frame_unref = { context, handle in
            Metering.uncounted({ $0.frame_unref(context, handle) }, else: ())
        }
        hostTable.pointee.frame_keep = { context, handle, rect, frame in
            Metering.uncounted({ $0.frame_keep(context, handle, rect, frame) }, else: SLUICE_E_STATE)
        }
    }
}
