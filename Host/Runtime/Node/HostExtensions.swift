import CSluice
import HostCore

/// Tables of the extensions that the host has.
enum HostExtensions {
    static func table(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case SLUICE_EXT_MODELS: UnsafeRawPointer(models)
        default: nil
        }
    }

    /// Alive as long as the process.
    // Sound: constant once made.
    nonisolated(unsafe) private static let models: UnsafePointer<sluice_models> = {
        let table = UnsafeMutablePointer<sluice_models>.allocate(capacity: 1)
        table.initialize(to: sluice_models())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_models>.size)
        table.pointee.path = { context, name, bytes, sink in
            guard let node = HostTable.node(context), let sink else { return SLUICE_E_ARGUMENT }
            return HostExtensions.writePath(node, HostTable.string(name, bytes), sink)
        }
        return UnsafePointer(table)
    }()

    private static func writePath(
        _ node: UnsafeMutablePointer<Node>, _ name: String, _ sink: UnsafePointer<sluice_text_sink>
    ) -> sluice_status {
        do throws(HostError) {
            let path = try node.pointee.services.takeUnretainedValue().models?.path(of: name) ?? name
            withText(path) { sink.pointee.write(sink.pointee.context, $0, $1) }
            return SLUICE_OK
        } catch {
            node.pointee.control.takeUnretainedValue().report(error.message)
            return error.code == .missing ? SLUICE_E_MISSING : SLUICE_E_IO
        }
    }
}
