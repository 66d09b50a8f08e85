import CHostShim
import CSluice
import Glibc
import HostMemory

/// The functions that stages in a worker call. Each finds its instance behind the context pointer.
enum WorkerHostTable {
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

    @inline(__always)
    private static func with<R>(_ context: OpaquePointer?, _ other: R, _ body: (WorkerInstance) -> R) -> R {
        guard let context else { return other }
        return Unmanaged<WorkerInstance>.fromOpaque(UnsafeRawPointer(context))._withUnsafeGuaranteedRef(body)
    }

    private static func fillTexts(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.log = { context, level, text, bytes in
            WorkerHostTable.with(context, ()) { $0.log(level, UnsafeRawBufferPointer(start: text, count: Int(bytes))) }
        }
        table.pointee.report_error = { context, code, text, bytes in
            WorkerHostTable.with(context, ()) {
                $0.report(code, UnsafeRawBufferPointer(start: text, count: text == nil ? 0 : Int(bytes)))
            }
        }
        table.pointee.now_ns = { context in WorkerHostTable.with(context, 0) { $0.now_ns } }
        table.pointee.intern = { context, text, bytes in
            WorkerHostTable.with(context, 0) { $0.intern(UnsafeRawBufferPointer(start: text, count: Int(bytes))) }
        }
        table.pointee.text_of = { context, id, bytes in
            WorkerHostTable.with(context, nil) {
                let text = $0.worker.names.text(id)
                bytes?.pointee = UInt64(text?.count ?? 0)
                return text?.start
            }
        }
        table.pointee.cancelled = { context in WorkerHostTable.with(context, 1) { $0.mailbox.isCancelled ? 1 : 0 } }
        table.pointee.get_extension = { _, id in
            guard let id, strcmp(id, SLUICE_EXT_MODELS) == 0 else { return nil }
            return UnsafeRawPointer(WorkerHostTable.models)
        }
    }

    // Sound: constant once made.
    nonisolated(unsafe) private static let models: UnsafePointer<sluice_models> = {
        let table = UnsafeMutablePointer<sluice_models>.allocate(capacity: 1)
        table.initialize(to: sluice_models())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_models>.size)
        table.pointee.path = { context, name, bytes, sink in
            guard let sink, let name else { return SLUICE_E_ARGUMENT }
            let text = String(decoding: UnsafeRawBufferPointer(start: name, count: Int(bytes)), as: UTF8.self)
            return WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.writeModelPath(text, sink.pointee) }
        }
        return UnsafePointer(table)
    }()

    private static func fillItems(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.emit = { context, port, item in
            guard let item else { return SLUICE_E_ARGUMENT }
            return WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.emit(port, item) }
        }
        table.pointee.progress = { context, stream, seq, pts_ns in
            WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.progress(stream, seq, pts_ns) }
        }
        table.pointee.regions_new = { context, base, regions, points, scores in
            WorkerHostTable.with(context, nil) {
                RegionBlocks.make(&$0.arena, base, RegionRoom(regions: regions, points: points, scores: scores))
            }
        }
    }

    private static func fillFrames(_ table: UnsafeMutablePointer<sluice_host>) {
        table.pointee.frame_alloc = { context, spec, frame, planes in
            guard let spec, let frame, let planes else { return SLUICE_E_ARGUMENT }
            return WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.allocate(spec, frame, planes) }
        }
        table.pointee.frame_ref = { context, handle in
            WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.hold(handle) }
        }
        table.pointee.frame_unref = { context, handle in WorkerHostTable.with(context, ()) { $0.release(handle) } }
        table.pointee.frame_keep = { context, handle, rect, frame in
            guard let frame else { return SLUICE_E_ARGUMENT }
            let part = rect?.pointee
            return WorkerHostTable.with(context, SLUICE_E_ARGUMENT) { $0.keep(handle, part, frame) }
        }
    }
}
