import CSluice
import HostCore
import HostGraph

/// Makes and ends the stage behind a node.
enum NodeLife {
    /// create, configure, negotiate, start.
    static func open(_ node: UnsafeMutablePointer<Node>) throws(HostError) {
        guard let table = node.pointee.stageClass else { return }
        let control = node.pointee.control.takeUnretainedValue()
        let plan = control.plan
        var stage: OpaquePointer?
        let created = withText(plan.name) { name, bytes in
            var info = sluice_create_info()
            info.struct_size = UInt32(MemoryLayout<sluice_create_info>.size)
            info.stage_ordinal = UInt32(plan.index + 1)
            info.instance_index = node.pointee.instanceIndex
            info.instance_count = UInt32(plan.instances)
            info.name = name
            info.name_bytes = bytes
            info.seed = 0x9E37_79B9_7F4A_7C15 &* UInt64(plan.index + 1)
            return table.pointee.create(table, HostTable.shared, OpaquePointer(node), &info, &stage)
        }
        try check(created, control, "could not be made")
        node.pointee.stage = stage
        control.numbers.begin(stage, table)
        let tree = ConfigTree(control.configuration)
        try check(tree.withConfig { table.pointee.configure(stage, $0) }, control, "refuses its configuration")
        try negotiate(node, table, control)
        node.pointee.batch = plan.batch > 1 ? batchTable(table, stage) : nil
        try check(table.pointee.start(stage), control, "could not start")
        node.pointee.isStarted = true
    }

    private static func batchTable(
        _ table: UnsafePointer<sluice_stage_class>, _ stage: OpaquePointer?
    ) -> UnsafePointer<sluice_batch>? {
        let found = table.pointee.get_extension(stage, SLUICE_EXT_BATCH)
        let batch = SizedStruct.table(found, as: sluice_batch.self, least_bytes: ContractSize.batch)
        return batch?.pointee.process == nil ? nil : batch
    }

    private static func negotiate(
        _ node: UnsafeMutablePointer<Node>, _ table: UnsafePointer<sluice_stage_class>, _ control: NodeControl
    ) throws(HostError) {
        guard let call = table.pointee.negotiate else { return }
        func offer(_ direction: UInt32, _ port: Int, _ format: ItemFormat?) throws(HostError) {
            guard let kind = format?.kind else { return }
            var c = sluice_format()
            c.struct_size = UInt32(MemoryLayout<sluice_format>.size)
            c.kind = kind.rawValue
            c.pixel_format = format?.pixelFormat?.rawValue ?? 0
            let status = call(node.pointee.stage, direction, UInt32(port), &c)
            try check(status, control, "refuses \(format?.description ?? "its input")")
        }
        for (port, format) in control.plan.inputs.enumerated() { try offer(UInt32(SLUICE_INPUT), port, format) }
        for (port, format) in control.plan.outputs.enumerated() { try offer(UInt32(SLUICE_OUTPUT), port, format) }
    }

    /// stop, destroy. Errors of `stop` are returned: a sink that could not write its last bytes says so there.
    static func close(_ node: UnsafeMutablePointer<Node>) -> HostError? {
        guard let table = node.pointee.stageClass, let stage = node.pointee.stage else { return nil }
        var failure: HostError?
        if node.pointee.isStarted {
            endMissed(node, table)
            let status = table.pointee.stop(stage)
            if status < 0 {
                node.pointee.errors.add(1)
                failure = error(status, node.pointee.control.takeUnretainedValue(), "could not stop")
            }
        }
        node.pointee.isStarted = false
        node.pointee.control.takeUnretainedValue().numbers.end()
        table.pointee.destroy(stage)
        node.pointee.stage = nil
        return failure
    }

    /// A parallel instance hears at the end of the streams whose ends another one took.
    private static func endMissed(_ node: UnsafeMutablePointer<Node>, _ table: UnsafePointer<sluice_stage_class>) {
        guard node.pointee.group != nil, let call = table.pointee.end else { return }
        node.pointee.outputsLeft = 0
        for stream in node.pointee.begun where node.pointee.endsSeen[stream] == nil {
            _ = call(node.pointee.stage, 0, stream)
        }
    }

    /// A new stage in the place of one that failed: its history is gone.
    static func restart(_ node: UnsafeMutablePointer<Node>) {
        let control = node.pointee.control.takeUnretainedValue()
        let services = node.pointee.services.takeUnretainedValue()
        node.pointee.restarts.add(1)
        _ = close(node)
        do throws(HostError) {
            try open(node)
            for stream in node.pointee.begun.sorted() {
                guard let call = table(node)?.pointee.begin, let info = services.streams.descriptor(stream) else {
                    continue
                }
                _ = call(node.pointee.stage, 0, info)
            }
        } catch {
            node.pointee.isOutOfService = true
            services.log(3, control.plan.name, "cannot be made anew and is out of service: \(error.message)")
        }
    }

    private static func table(_ node: UnsafeMutablePointer<Node>) -> UnsafePointer<sluice_stage_class>? {
        node.pointee.stageClass
    }

    private static func check(_ status: sluice_status, _ control: NodeControl, _ what: String) throws(HostError) {
        if status < 0 { throw error(status, control, what) }
    }

    private static func error(_ status: sluice_status, _ control: NodeControl, _ what: String) -> HostError {
        let text = control.takeError(status: status)
        let code: HostError.Code =
            switch status {
            case SLUICE_E_CONFIG, SLUICE_E_FORMAT: .graph
            case SLUICE_E_MISSING: .missing
            case SLUICE_E_IO: .file
            default: .stage
            }
        return HostError(
            code, "stage \(control.plan.name) \(what): \(text)",
            site: control.plan.site.naming(stage: control.plan.name))
    }
}
