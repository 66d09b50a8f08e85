import CSluice
import HostCore

extension StreamFeed {
    /// Puts a record about the source into the stream, between two frames: it has a number of its own in the order of the
    /// stream, and the time of the last frame. What is told before the stream begins follows its begin; after its end
    /// nothing follows. Never waits. Any thread.
    public func tell(_ event: SourceEvent) {
        way.withLock { way in
            guard !way.hasEnded else { return }
            if way.hasBegun { send(event, &way) } else { way.untold = way.untold.suffix(63) + [event] }
        }
    }

    func send(_ event: SourceEvent, _ way: inout Way) {
        var item = sluice_item.event(stream: stream, seq: way.nextSeq, pts_ns: Int64(lastPts_ns.value))
        item.kind = UInt32(SLUICE_ITEM_RECORD)
        item.epoch = way.epoch
        item.capture_ns = event.at_ns
        item.wall_ns = event.wall_ns
        var record = sluice_record()
        record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        record.type = services.names.intern(SourceEvent.recordType)
        var text = event.json.text
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
