import CSluice

/// Coded data, borrowed and read-only.
@frozen
public struct PacketView: ~Escapable {
    @usableFromInline let packet: UnsafePointer<sluice_packet>

    @inlinable @_lifetime(borrow packet)
    init(_ packet: borrowing UnsafePointer<sluice_packet>) { self.packet = copy packet }

    /// The codec: an interned name such as `h264`.
    @inlinable public var codec: Name { Name(id: packet.pointee.codec) }
    /// Decoding time in nanoseconds.
    @inlinable public var dts_ns: Int64 { packet.pointee.dts_ns }
    /// Whether it can be decoded without earlier packets.
    @inlinable public var isKey: Bool { packet.pointee.flags & UInt32(SLUICE_FLAG_KEY) != 0 }

    /// The coded bytes.
    public var bytes: RawSpan {
        @inlinable @_lifetime(copy self)
        get {
            let all = UnsafeRawBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.bytes))
            return _overrideLifetime(all.bytes, copying: self)
        }
    }

    /// The codec's configuration; empty when it has not changed.
    public var configuration: RawSpan {
        @inlinable @_lifetime(copy self)
        get {
            let all = UnsafeRawBufferPointer(start: packet.pointee.config, count: Int(packet.pointee.config_bytes))
            return _overrideLifetime(all.bytes, copying: self)
        }
    }
}

/// A fact about the stream, borrowed and read-only.
@frozen
public struct RecordView: ~Escapable {
    @usableFromInline let record: UnsafePointer<sluice_record>

    @inlinable @_lifetime(borrow record)
    init(_ record: borrowing UnsafePointer<sluice_record>) { self.record = copy record }

    /// The record's type: an interned name such as `sluice.track-end`.
    @inlinable public var type: Name { Name(id: record.pointee.type) }

    /// The JSON object as UTF-8.
    public var json: RawSpan {
        @inlinable @_lifetime(copy self)
        get {
            let all = UnsafeRawBufferPointer(start: record.pointee.json, count: Int(record.pointee.bytes))
            return _overrideLifetime(all.bytes, copying: self)
        }
    }
}
