import CHostShim
import CSluice
import Glibc
import HostCore

/// State that outlives a worker: saved between items, no oftener than the policy says, and given to the next worker.
extension StageProxy {
    /// Saves the state when the last one is old enough.
    func saveIfDue() {
        guard flags & InstanceFlags.hasState != 0, link != nil else { return }
        let now_ns = self.now_ns
        guard now_ns - journal.saved_ns >= policy.saveEvery_ns else { return }
        journal.saved_ns = now_ns
        _ = working { () throws(Lost) in
            if let (version, bytes) = try saveInWorker() { journal.keep(version, bytes) }
            return SLUICE_OK
        }
    }

    /// The state of the stage; `nil` when it says that it cannot.
    func saveInWorker() throws(Lost) -> (version: UInt32, bytes: [UInt8])? {
        newState.removeAll(keepingCapacity: true)
        let status = try exchange(.save)
        guard status >= 0 else {
            log(2, "its state could not be saved (status \(status)): a restart would begin without it")
            return nil
        }
        return (UInt32(status), newState)
    }

    func restoreState() throws(Lost) {
        guard let (version, bytes) = journal.state, flags & InstanceFlags.hasState != 0 else { return }
        lastReport = ""
        let status = try restoreInWorker(version, bytes)
        guard status >= 0 else {
            let why = lastReport.isEmpty ? "status \(status)" : lastReport
            return log(2, "it begins anew after its restart, as it refuses its saved state: \(why)")
        }
        for stream in journal.forgotten {
            var request = shim_request()
            request.stream = stream
            _ = try exchange(.reset, request, stream: stream)
        }
    }

    func restoreInWorker(_ version: UInt32, _ bytes: [UInt8]) throws(Lost) -> sluice_status {
        guard let area = requestArea, bytes.count <= Mailbox.area_bytes / 2 else { return SLUICE_E_LIMIT }
        bytes.withUnsafeBytes { if let from = $0.baseAddress { memcpy(area, from, bytes.count) } }
        var request = shim_request()
        request.port = version
        return try exchange(.restore, request, bytes: bytes.count)
    }
}

/// `sluice.state/1` of a stage in a worker. Its version is the stage's own, as it said when it was made.
final class ProxyState {
    let table: UnsafeMutablePointer<sluice_state>

    init() {
        table = .allocate(capacity: 1)
        table.initialize(to: sluice_state())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_state>.size)
        table.pointee.save = { stage, sink in
            guard let stage, let sink else { return SLUICE_E_ARGUMENT }
            return ProxyState.proxy(stage)._withUnsafeGuaranteedRef { $0.save(to: sink.pointee) }
        }
        table.pointee.restore = { stage, version, data, bytes in
            guard let stage else { return SLUICE_E_ARGUMENT }
            let copy = Array(UnsafeBufferPointer(start: data, count: Int(bytes)))
            return ProxyState.proxy(stage)._withUnsafeGuaranteedRef { $0.restore(version, copy) }
        }
    }

    deinit { table.deallocate() }

    fileprivate static func proxy(_ stage: OpaquePointer) -> Unmanaged<StageProxy> {
        Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage))
    }
}

/// The tables of extensions that isolated stages pass on.
enum ProxyExtensions {
    // Sound: constant once made.
    nonisolated(unsafe) static let params: UnsafeRawPointer = {
        let table = UnsafeMutablePointer<sluice_params>.allocate(capacity: 1)
        table.initialize(to: sluice_params())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_params>.size)
        table.pointee.set = { stage, config in
            guard let stage, let config else { return SLUICE_E_ARGUMENT }
            return proxy(stage).set(config)
        }
        return UnsafeRawPointer(table)
    }()

    private static func proxy(_ stage: OpaquePointer) -> StageProxy {
        Unmanaged<StageProxy>.fromOpaque(UnsafeRawPointer(stage)).takeUnretainedValue()
    }
}

extension StageProxy {
    /// `sluice.state/1`, for hosts that hand state over themselves.
    func save(to sink: sluice_text_sink) -> sluice_status {
        var saved: (version: UInt32, bytes: [UInt8])?
        let status = working { () throws(Lost) in
            saved = try saveInWorker()
            return SLUICE_OK
        }
        guard status != nil, let saved else { return SLUICE_E_FAILED }
        saved.bytes.withUnsafeBytes {
            sink.write(sink.context, $0.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64($0.count))
        }
        return SLUICE_OK
    }

    func restore(_ version: UInt32, _ bytes: [UInt8]) -> sluice_status {
        let status = working { () throws(Lost) in try restoreInWorker(version, bytes) } ?? SLUICE_E_FAILED
        if status >= 0 { journal.keep(version, bytes) }
        return status
    }

    /// `sluice.params/1`: a new worker starts with the new values.
    func set(_ config: UnsafePointer<sluice_config>) -> sluice_status {
        guard let copy = ConfigCopy(config) else { return SLUICE_E_LIMIT }
        let status = working { () throws(Lost) in try configureInWorker(copy, as: .set) } ?? SLUICE_E_FAILED
        if status >= 0 { journal.config = copy }
        return status
    }
}
