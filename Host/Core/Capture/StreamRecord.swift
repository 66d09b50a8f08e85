/// A record that stands in a stream between two frames, as the host puts it there.
public struct StreamRecord: Sendable, Hashable {
    /// Its type, such as ``SourceEvent/recordType``.
    public var type: String
    /// Its body.
    public var json: String
    /// Its number, where that is known and not below the next one; 0 for the next one.
    public var seq: UInt64 = 0
    /// Stream time and epoch; `nil` for those of the frame before.
    public var place: Place?
    /// When, on the host's monotonic clock.
    public var capture_ns: Int64
    /// The same in UTC since 1970.
    public var wall_ns: Int64

    /// Where a record stands in time.
    public struct Place: Sendable, Hashable {
        /// Stream time.
        public var pts_ns: Int64
        /// The clock's epoch.
        public var epoch: UInt32

        /// A place.
        public init(pts_ns: Int64, epoch: UInt32) {
            self.pts_ns = pts_ns
            self.epoch = epoch
        }
    }

    /// A record of this moment.
    public init(type: String, json: String, capture_ns: Int64, wall_ns: Int64) {
        self.type = type
        self.json = json
        self.capture_ns = capture_ns
        self.wall_ns = wall_ns
    }
}

extension SourceEvent {
    /// The record that tells of it.
    public var record: StreamRecord {
        StreamRecord(type: Self.recordType, json: json.text, capture_ns: at_ns, wall_ns: wall_ns)
    }
}
