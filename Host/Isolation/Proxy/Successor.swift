import CSluice
import HostCore

/// The stage that takes the place of one that failed too often. It runs in the host, on the same context: the runtime
/// goes on speaking to the same node.
final class Successor {
    let table: UnsafePointer<sluice_stage_class>
    private var stage: OpaquePointer?
    private var isStarted = false

    /// Makes it, and brings it to where the other one stood.
    init(_ pointer: StageTablePointer, _ configuration: JSONValue, _ proxy: StageProxy) throws(HostError) {
        table = pointer.table
        var info = proxy.info
        var made: OpaquePointer?
        let created = table.pointee.create(table, proxy.host, proxy.context, &info, &made)
        try Self.check(created, "create")
        stage = made
        let tree = ConfigTree(configuration)
        do throws(HostError) {
            try Self.check(tree.withConfig { table.pointee.configure(made, $0) }, "configure")
            for offer in proxy.journal.formats {
                var format = offer.format
                try Self.check(table.pointee.negotiate?(made, offer.direction, offer.port, &format) ?? 0, "negotiate")
            }
            try Self.check(table.pointee.start(made), "start")
            isStarted = true
            for (port, stream) in proxy.journal.streams {
                try Self.check(table.pointee.begin?(made, port, stream) ?? 0, "begin")
            }
        } catch {
            _ = stop()
            destroy()
            throw error
        }
    }

    private static func check(_ status: sluice_status, _ call: String) throws(HostError) {
        if status < 0 { throw HostError(.stage, "\(call) returned status \(status)") }
    }

    func process(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        table.pointee.process?(stage, port, item) ?? SLUICE_E_STATE
    }

    func begin(_ port: UInt32, _ stream: UnsafePointer<sluice_stream>) -> sluice_status {
        table.pointee.begin?(stage, port, stream) ?? SLUICE_OK
    }

    func end(_ port: UInt32, _ stream: UInt32) -> sluice_status { table.pointee.end?(stage, port, stream) ?? SLUICE_OK }

    func advance(_ port: UInt32, _ stream: UInt32, _ seq: UInt64, _ pts_ns: Int64) -> sluice_status {
        table.pointee.advance?(stage, port, stream, seq, pts_ns) ?? SLUICE_OK
    }

    func produce(_ deadline_ns: Int64) -> sluice_status { table.pointee.produce?(stage, deadline_ns) ?? SLUICE_END }
    func drain() -> sluice_status { table.pointee.drain?(stage) ?? SLUICE_OK }
    func reset(_ stream: UInt32) -> sluice_status { table.pointee.reset?(stage, stream) ?? SLUICE_OK }

    func stop() -> sluice_status {
        guard isStarted, let stage else { return SLUICE_OK }
        isStarted = false
        return table.pointee.stop(stage)
    }

    func destroy() {
        if let stage { table.pointee.destroy(stage) }
        stage = nil
    }
}
