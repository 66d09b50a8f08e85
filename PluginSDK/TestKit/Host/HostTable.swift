import CSluice
import PluginSDK

/// The C functions of the recording host.
enum HostTable {
    static func make() -> sluice_host {
        var table = sluice_host()
        table.struct_size = UInt32(MemoryLayout<sluice_host>.size)
        table.abi_minor = SLUICE_ABI_MINOR
        table.log = { context, level, start, bytes in
            asHost(context) {
                $0.logs.append(RecordedLog(level: LogLevel(rawValue: level) ?? .error, text: text(start, bytes)))
            }
        }
        table.report_error = { context, code, start, bytes in
            asHost(context) {
                $0.errors.append(RecordedError(code: StageError.Code(code), text: text(start, bytes)))
            }
        }
        table.now_ns = { context in asHost(context) { $0.clock_ns } }
        table.cancelled = { context in asHost(context) { $0.isCancelled ? 1 : 0 } }
        table.intern = { context, start, bytes in asHost(context) { $0.names.id(of: text(start, bytes)) } }
        table.text_of = { context, id, bytes in
            asHost(context) { host in
                let found = host.names.text(of: id)
                bytes?.pointee = UInt64(found?.count ?? 0)
                return Pointer(found?.baseAddress)
            }.value
        }
        table.get_extension = { context, id in
            guard let id else { return nil }
            let name = String(cString: id)
            return asHost(context) { Pointer($0.extensions[name]) }.value
        }
        table.regions_new = { context, base, regions, points, scores in
            asHost(context) { host in
                if host.call == .none { host.violate("regions_new was called outside any call") }
                return Pointer(
                    host.arena.make(base: base, regions: Int(regions), points: Int(points), scores: Int(scores)))
            }.value
        }
        table.emit = { context, port, item in
            guard let item else { return SLUICE_E_ARGUMENT }
            return asHost(context) { $0.emit(port, item.pointee) }
        }
        table.progress = { context, stream, seq, pts_ns in
            asHost(context) { host in
                host.progress.append(StreamTime(stream: stream, seq: seq, pts_ns: pts_ns))
                return SLUICE_OK
            }
        }
        table.frame_alloc = { context, spec, frame, planes in
            guard let spec, let frame, let planes else { return SLUICE_E_ARGUMENT }
            return asHost(context) { $0.allocate(spec.pointee, frame, planes) }
        }
        table.frame_ref = { context, handle in asHost(context) { $0.ref(handle) } }
        table.frame_unref = { context, handle in asHost(context) { $0.unref(handle) } }
        table.frame_keep = { context, handle, rect, frame in
            guard let frame else { return SLUICE_E_ARGUMENT }
            return asHost(context) { $0.keep(handle, rect?.pointee, frame) }
        }
        return table
    }
}

private func asHost<R: Sendable>(_ context: OpaquePointer?, _ body: (RecordingHost) -> R) -> R {
    guard let context else { fatalError("the stage lost its context") }
    return Unmanaged<RecordingHost>.fromOpaque(UnsafeRawPointer(context))._withUnsafeGuaranteedRef { host in
        host.lock.withLock { _ in body(host) }
    }
}

private func text(_ start: UnsafePointer<CChar>?, _ bytes: UInt64) -> String {
    guard let start else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(bytes)), as: UTF8.self)
}

/// A pointer on its way out of the lock.
private struct Pointer<P>: @unchecked Sendable {
    // Sound: what it points at belongs to the host and outlives the stage.
    let value: P
    init(_ value: P) { self.value = value }
}
