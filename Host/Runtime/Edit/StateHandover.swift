import CSluice
import HostCore

/// Hands what a stage remembers to the stage that takes its place (`sluice.state/1`).
enum StateHandover {
    /// - Returns: `false` when one of the two knows no states, or the new one cannot use the old one's, which the log says.
    /// - Throws: `stage` when the old one's state cannot be had, or is not sound.
    static func move(
        from old: UnsafeMutablePointer<Node>, to new: UnsafeMutablePointer<Node>
    ) throws(HostError) -> Bool {
        guard let giver = table(of: old), let taker = table(of: new), let save = giver.pointee.save,
            let restore = taker.pointee.restore
        else { return false }
        let name = old.pointee.control.takeUnretainedValue().plan.name
        let bytes = StateBytes()
        var sink = sluice_text_sink()
        sink.struct_size = UInt32(MemoryLayout<sluice_text_sink>.size)
        sink.context = Unmanaged.passUnretained(bytes).toOpaque()
        sink.write = { context, data, count in
            guard let context, let data else { return }
            Unmanaged<StateBytes>.fromOpaque(context).takeUnretainedValue().append(data, Int(count))
        }
        let saved = withExtendedLifetime(bytes) { save(old.pointee.stage, &sink) }
        guard saved >= 0, !bytes.isTooLong else {
            throw error(
                name, "\(bytes.isTooLong ? "is larger than \(StateBytes.limit) bytes" : "could not be saved")", old)
        }
        let taken = bytes.content.withUnsafeBufferPointer {
            restore(new.pointee.stage, giver.pointee.version, $0.baseAddress, UInt64($0.count))
        }
        // Another format, or other settings: no fault of either, and no reason to keep the old stage for ever.
        if taken == SLUICE_E_UNSUPPORTED {
            let why = new.pointee.control.takeUnretainedValue().takeError(status: taken)
            new.pointee.services.takeUnretainedValue().log(2, name, "the new stage begins anew: \(why)")
            return false
        }
        guard taken >= 0 else { throw error(name, "is refused by the new stage", new) }
        return true
    }

    private static func table(of node: UnsafeMutablePointer<Node>) -> UnsafePointer<sluice_state>? {
        guard let stage = node.pointee.stage, let ask = node.pointee.stageClass?.pointee.get_extension else {
            return nil
        }
        return SizedStruct.table(ask(stage, SLUICE_EXT_STATE), as: sluice_state.self, least_bytes: ContractSize.state)
    }

    private static func error(_ name: String, _ what: String, _ node: UnsafeMutablePointer<Node>) -> HostError {
        let reason = node.pointee.control.takeUnretainedValue().takeError(status: SLUICE_E_STATE)
        return HostError(.stage, "the state of stage \(name) \(what): \(reason); the graph stays as it was")
    }
}

/// Collects what a stage writes as its state.
private final class StateBytes {
    static let limit = 64 << 20
    private(set) var content: [UInt8] = []
    private(set) var isTooLong = false

    func append(_ data: UnsafePointer<CChar>, _ count: Int) {
        guard content.count + count <= Self.limit else {
            isTooLong = true
            return
        }
        UnsafeRawBufferPointer(start: data, count: count).withMemoryRebound(to: UInt8.self) {
            content.append(contentsOf: $0)
        }
    }
}
