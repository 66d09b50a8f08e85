import CSluice

/// The C function table of a stage class. The functions are the same for all types; `class_data` tells them apart.
package enum StageTable {
    package static func make(_ entry: StageEntry) -> UnsafePointer<sluice_stage_class> {
        let id = Array(entry.id.utf8CString)
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: id.count)
        text.initialize(from: id, count: id.count)
        let table = UnsafeMutablePointer<sluice_stage_class>.allocate(capacity: 1)
        table.initialize(to: sluice_stage_class())
        table.pointee.struct_size = UInt32(MemoryLayout<sluice_stage_class>.size)
        table.pointee.id = UnsafePointer(text)
        table.pointee.class_data = UnsafeRawPointer(Unmanaged.passRetained(FactoryBox(entry.factory)).toOpaque())
        fillLifecycle(table)
        fillWork(table, advances: entry.advances)
        return UnsafePointer(table)
    }

    private static func fillLifecycle(_ table: UnsafeMutablePointer<sluice_stage_class>) {
        table.pointee.create = { stageClass, host, context, info, stage in
            guard let stageClass, let host, let context, let info, let stage,
                let data = stageClass.pointee.class_data
            else { return SLUICE_E_ARGUMENT }
            let facts = UnsafeMutablePointer<InstanceFacts>.allocate(capacity: 1)
            facts.initialize(
                to: InstanceFacts(
                    name: text(info.pointee.name, info.pointee.name_bytes), index: info.pointee.instance_index,
                    count: info.pointee.instance_count, ordinal: info.pointee.stage_ordinal, seed: info.pointee.seed))
            let factory = Unmanaged<FactoryBox>.fromOpaque(data).takeUnretainedValue().factory
            let box = factory.make(StageContext(host: host, handle: context, facts: facts), facts)
            stage.pointee = OpaquePointer(Unmanaged.passRetained(box).toOpaque())
            return SLUICE_OK
        }
        table.pointee.destroy = { stage in
            guard let stage else { return }
            Unmanaged<AnyStageBox>.fromOpaque(UnsafeRawPointer(stage)).release()
        }
        table.pointee.configure = { stage, config in
            guarded(stage) { box throws(StageError) in
                guard let root = config?.pointee.nodes else { throw StageError(.argument, "no configuration") }
                try box.configure(ConfigValue.read(root))
            }
        }
        table.pointee.start = { stage in guarded(stage) { box throws(StageError) in try box.start() } }
        table.pointee.stop = { stage in guarded(stage) { box throws(StageError) in try box.stop() } }
        table.pointee.get_extension = { stage, id in
            guard let stage, let id else { return nil }
            return Unmanaged<AnyStageBox>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.extensionTable(String(cString: id))
            }
        }
    }

    private static func fillWork(_ table: UnsafeMutablePointer<sluice_stage_class>, advances: Bool) {
        table.pointee.process = { stage, port, item in
            guard let stage, let item else { return SLUICE_E_ARGUMENT }
            return Unmanaged<AnyStageBox>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef {
                $0.process(port, item)
            }
        }
        table.pointee.begin = { stage, port, stream in
            guarded(stage) { box throws(StageError) in
                guard let stream else { throw StageError(.argument, "no stream") }
                try box.begin(StreamInfo(stream), Int(port))
            }
        }
        table.pointee.end = { stage, port, stream in
            guarded(stage) { box throws(StageError) in try box.end(stream, Int(port)) }
        }
        table.pointee.produce = { stage, deadline_ns in
            var result = SLUICE_OK
            let status = guarded(stage) { box throws(StageError) in
                switch try box.produce(deadline_ns) {
                case .emitted: result = SLUICE_OK
                case .nothingYet: result = SLUICE_NEED_MORE
                case .end: result = SLUICE_END
                }
            }
            return status < 0 ? status : result
        }
        table.pointee.drain = { stage in guarded(stage) { box throws(StageError) in try box.drain() } }
        table.pointee.reset = { stage, stream in
            guarded(stage) { box throws(StageError) in try box.reset(stream == UInt32.max ? nil : stream) }
        }
        guard advances else { return }
        table.pointee.advance = { stage, port, stream, seq, pts_ns in
            guarded(stage) { box throws(StageError) in
                try box.advance(Int(port), StreamTime(stream: stream, seq: seq, pts_ns: pts_ns))
            }
        }
    }
}

/// The one table of `sluice.params/1`, alive as long as the process.
// Sound: constant once made.
nonisolated(unsafe) let liveSettingsTable: UnsafePointer<sluice_params> = {
    let table = UnsafeMutablePointer<sluice_params>.allocate(capacity: 1)
    table.initialize(to: sluice_params())
    table.pointee.struct_size = UInt32(MemoryLayout<sluice_params>.size)
    table.pointee.set = { stage, config in
        guarded(stage) { box throws(StageError) in
            guard let root = config?.pointee.nodes else { throw StageError(.argument, "no configuration") }
            try box.set(ConfigValue.read(root))
        }
    }
    return UnsafePointer(table)
}()

/// Calls into the instance; an error is reported before its code goes back.
func guarded(
    _ stage: OpaquePointer?, _ body: (AnyStageBox) throws(StageError) -> Void
) -> sluice_status {
    guard let stage else { return SLUICE_E_ARGUMENT }
    return Unmanaged<AnyStageBox>.fromOpaque(UnsafeRawPointer(stage))._withUnsafeGuaranteedRef { box in
        do throws(StageError) {
            try body(box)
            return SLUICE_OK
        } catch {
            box.context.report(error)
            return error.code.rawValue
        }
    }
}

/// A factory where C can point at it.
private final class FactoryBox {
    let factory: any StageFactory
    init(_ factory: any StageFactory) { self.factory = factory }
}
