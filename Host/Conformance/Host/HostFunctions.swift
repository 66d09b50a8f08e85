import CSluice
import Glibc

/// The C functions of the checking host.
enum HostFunctions {
    static func table() -> sluice_host {
        var table = sluice_host()
        fillServices(&table)
        fillWork(&table)
        return table
    }

    private static func fillServices(_ table: inout sluice_host) {
        table.log = { context, level, text, bytes in host(context).log(level, CText.string(text, bytes)) }
        table.report_error = { context, code, text, bytes in host(context).report(code, CText.string(text, bytes)) }
        table.now_ns = { context in host(context).clock() }
        table.cancelled = { context in host(context).isStopping() ? 1 : 0 }
        table.intern = { context, text, bytes in host(context).intern(CText.string(text, bytes)) }
        table.text_of = { context, id, bytes in
            let found = host(context).text(id)
            bytes?.pointee = UInt64(found?.count ?? 0)
            return found?.baseAddress
        }
        table.get_extension = { context, id in
            _ = host(context)
            guard let id, strcmp(id, SLUICE_EXT_MODELS) == 0 else { return nil }
            return UnsafeRawPointer(HostFunctions.models)
        }
    }

    /// Alive as long as the process.
    // Sound: constant once made.
    nonisolated(unsafe) private static let models: UnsafePointer<sluice_models> = {
        let table = UnsafeMutablePointer<sluice_models>.allocate(capacity: 1)
        table.initialize(to: sluice_models())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_models>.size)
        table.pointee.path = { context, name, bytes, sink in
            guard let sink else { return SLUICE_E_ARGUMENT }
            return host(context).writeModelPath(CText.string(name, bytes), sink.pointee)
        }
        return UnsafePointer(table)
    }()

    private static func fillWork(_ table: inout sluice_host) {
        table.emit = { context, port, item in
            let host = host(context)
            host.behaviour.onEmit?()
            guard let item else { return SLUICE_E_ARGUMENT }
            return host.emit(port, item)
        }
        table.regions_new = { context, base, regions, points, scores in
            host(context).makeRegions(base, Int(regions), Int(points), Int(scores))
        }
        table.frame_alloc = { context, spec, frame, planes in
            guard let spec, let frame, let planes else { return SLUICE_E_ARGUMENT }
            return host(context).allocate(spec, frame, planes)
        }
        table.frame_ref = { context, handle in host(context).ref(handle) }
        table.frame_unref = { context, handle in host(context).unref(handle) }
        table.frame_keep = { context, handle, rect, frame in
            guard let frame else { return SLUICE_E_ARGUMENT }
            return host(context).keep(handle, rect, frame)
        }
        table.progress = { context, _, _, _ in host(context).progress() }
    }
}

/// The host behind a context. Reading the context faults once it is shut, which names the breach.
private func host(_ context: OpaquePointer?) -> CheckingHost {
    guard let context else { fatalError("the plugin called the host without its context") }
    let object = UnsafeRawPointer(context).load(as: UnsafeRawPointer.self)
    return Unmanaged<CheckingHost>.fromOpaque(object).takeUnretainedValue()
}

/// Texts of C with a length.
enum CText {
    static func string(_ start: UnsafePointer<CChar>?, _ bytes: UInt64) -> String {
        guard let start, bytes > 0 else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(min(bytes, 1 << 20))), as: UTF8.self)
    }

    /// Lends a text to the body; it is not zero-terminated.
    static func with<R>(_ text: String, _ body: (UnsafePointer<CChar>?, UInt64) -> R) -> R {
        var copy = text
        return copy.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { body($0.baseAddress, UInt64($0.count)) }
        }
    }
}
