import CSluice
import HostCore

extension StreamFeed {
    /// Puts a record into the stream, between two frames: it has a number of its own in the order of the stream. What is
    /// told before the stream begins follows its begin; after its end nothing follows. Never waits. Any thread.
    public func tell(_ record: StreamRecord) {
        way.withLock { way in
            guard !way.hasEnded else { return }
            if way.hasBegun { send(record, &way) } else { way.untold = way.untold.suffix(63) + [record] }
        }
    }

    func send(_ told: StreamRecord, _ way: inout Way) {
        way.nextSeq = max(way.nextSeq, told.seq)
        var item = sluice_item.event(
            stream: stream, seq: way.nextSeq, pts_ns: told.place?.pts_ns ?? Int64(lastPts_ns.value))
        item.kind = UInt32(SLUICE_ITEM_RECORD)
        item.epoch = told.place?.epoch ?? way.epoch
        item.capture_ns = told.capture_ns
        item.wall_ns = told.wall_ns
        var record = sluice_record()
        record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        record.type = services.names.intern(told.type)
        var text = told.json
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                record.json = characters.baseAddress
                record.bytes = UInt64(characters.count)
                withUnsafePointer(to: &record) {
                    item.payload.record = $0
                    send(item, &way)
                }
            }
        }
    }
}
