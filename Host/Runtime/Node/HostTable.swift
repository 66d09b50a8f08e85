import CSluice
import HostMemory

/// The functions that stages call. Each finds its node behind the context pointer.
enum HostTable {
    /// The one table of the process, alive as long as it.
    // Sound: constant once made.
    nonisolated(unsafe) static let shared: UnsafePointer<sluice_host> = {
        let table = UnsafeMutablePointer<sluice_host>.allocate(capacity: 1)
        table.initialize(to: sluice_host())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_host>.size)
        table.pointee.abi_minor = SLUICE_ABI_MINOR
        fillTexts(table)
        fillItems(table)
        fillFrames(table)
        return UnsafePointer(table)
    }()

    static func node(_ context: OpaquePointer?) -> UnsafeMutablePointer<Node>? {
        context.map { UnsafeMutablePointer<Node>($0) }
    }

    private static func fillTexts(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.log = { context, level, text, bytes in
            guard let node = HostTable.node(context) else { return }
            let line = HostTable.string(text, bytes)
            let name = node.pointee.control.takeUnretainedValue().plan.name
            node.pointee.services.takeUnretainedValue().log(level, name, line)
        }
        table.pointee.report_error = { context, _, text, bytes in
            HostTable.node(context)?.pointee.control.takeUnretainedValue().report(HostTable.string(text, bytes))
        }
        table.pointee.now_ns = { context in
            guard let node = HostTable.node(context) else { return 0 }
            let services = node.pointee.services
            if services._withUnsafeGuaranteedRef({ $0.repeatsTime }) { return HostTable.repeatedTime(node) }
            return services._withUnsafeGuaranteedRef { $0.clock.now_ns }
        }
        table.pointee.intern = { context, text, bytes in
            guard let node = HostTable.node(context) else { return 0 }
            return node.pointee.services.takeUnretainedValue().names.intern(HostTable.string(text, bytes))
        }
        table.pointee.text_of = { context, id, bytes in
            guard let node = HostTable.node(context),
                let text = node.pointee.services.takeUnretainedValue().names.stored(id)
            else {
                bytes?.pointee = 0
                return nil
            }
            bytes?.pointee = UInt64(text.count)
            return UnsafePointer(text.start)
        }
        table.pointee.cancelled = { context in
            guard let node = HostTable.node(context) else { return 1 }
            return node.pointee.services._withUnsafeGuaranteedRef { $0.cancelled.load(ordering: .relaxed) } ? 1 : 0
        }
        table.pointee.get_extension = { _, id in
            id.flatMap { HostExtensions.table(String(cString: $0)) }
        }
    }

    private static func fillItems(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.emit = { context, port, item in
            guard let node = HostTable.node(context), let item else { return SLUICE_E_ARGUMENT }
            return Emit.emit(node, port, item)
        }
        table.pointee.progress = { context, stream, seq, pts_ns in
            guard let node = HostTable.node(context) else { return SLUICE_E_ARGUMENT }
            guard node.pointee.holdsItems else { return SLUICE_E_STATE }
            Emit.sendEvent(node, .progress, .event(stream: stream, seq: seq, pts_ns: pts_ns))
            return SLUICE_OK
        }
        table.pointee.regions_new = { context, base, regions, points, scores in
            guard let node = HostTable.node(context) else { return nil }
            let more = RegionRoom(regions: regions, points: points, scores: scores)
            return RegionBlocks.make(&node.pointee.task.pointee.arena, base, more)
        }
    }

    private static func fillFrames(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.frame_alloc = { context, spec, frame, planes in
            guard let node = HostTable.node(context), let spec, let frame, let planes else { return SLUICE_E_ARGUMENT }
            return FrameCalls.allocate(node, spec, frame, planes)
        }
        table.pointee.frame_ref = { context, handle in
            guard let node = HostTable.node(context) else { return SLUICE_E_ARGUMENT }
            return FrameCalls.hold(node, handle)
        }
        table.pointee.frame_unref = { context, handle in
            guard let node = HostTable.node(context) else { return }
            FrameCalls.release(node, handle)
        }
        table.pointee.frame_keep = { context, handle, rect, frame in
            guard let node = HostTable.node(context), let frame else { return SLUICE_E_ARGUMENT }
            return FrameCalls.keep(node, handle, rect?.pointee, frame)
        }
    }

    /// The time of a replay: that of the latest item that the stage had in hand when it asked.
    private static func repeatedTime(_ node: UnsafeMutablePointer<Node>) -> Int64 {
        let item_ns = node.pointee.task.pointee.currentItem?.pointee.capture_ns ?? 0
        node.pointee.repeatedTime_ns = max(node.pointee.repeatedTime_ns, item_ns)
        return node.pointee.repeatedTime_ns
    }

    static func string(_ text: UnsafePointer<CChar>?, _ bytes: UInt64) -> String {
        guard let text else { return "" }
        let count = Int(min(bytes, 1 << 20))
        return String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
    }
}
