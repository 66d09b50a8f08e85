/// What of a sequence parameter set (ITU-T H.264, 7.3.2.1.1) is needed to find pictures, their rate and their order.
public struct SequenceParameters: Sendable {
    /// seq_parameter_set_id
    public private(set) var id: UInt32 = 0
    /// separate_colour_plane_flag
    public private(set) var hasSeparatePlanes = false
    /// Bits of frame_num.
    public private(set) var frameNumberBits = 4
    /// pic_order_cnt_type
    public private(set) var orderType: UInt32 = 0
    /// Bits of pic_order_cnt_lsb.
    public private(set) var orderBits = 4
    /// delta_pic_order_always_zero_flag
    public private(set) var isDeltaAlwaysZero = false
    /// frame_mbs_only_flag
    public private(set) var isFrameOnly = true
    /// Frames a second by the video usability information; `nil` when it does not say.
    public private(set) var framesPerSecond: Double?
    /// By how many places pictures may be out of order; `nil` when neither profile, order type nor the video usability
    /// information says it.
    public private(set) var reorderDepth: Int?

    private static let profilesWithChroma: Set<UInt32> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    /// `nil` when it is cut off.
    public init?(_ unit: RawSpan) {
        var reader = BitReader(unit)
        reader.skip(8)
        let profile = reader.bits(8)
        reader.skip(16)
        id = reader.unsigned()
        if Self.profilesWithChroma.contains(profile) { readChroma(&reader) }
        frameNumberBits = Int(min(12, reader.unsigned())) + 4
        orderType = reader.unsigned()
        if orderType == 0 {
            orderBits = Int(min(12, reader.unsigned())) + 4
        } else if orderType == 1 {
            isDeltaAlwaysZero = reader.bit()
            _ = (reader.signed(), reader.signed())
            for _ in 0..<min(255, reader.unsigned()) { _ = reader.signed() }
        }
        _ = reader.unsigned()
        reader.skip(1)
        _ = (reader.unsigned(), reader.unsigned())
        isFrameOnly = reader.bit()
        if !isFrameOnly { reader.skip(1) }
        reader.skip(1)
        if reader.bit() { for _ in 0..<4 { _ = reader.unsigned() } }
        guard !reader.isBeyondEnd else { return nil }
        // Without B-frames (baseline), or with an order that is that of decoding (8.2.1.3), nothing is moved.
        if profile == 66 || orderType == 2 { reorderDepth = 0 }
        guard reader.bit() else { return }
        readTiming(&reader)
        readReordering(&reader)
    }

    private mutating func readChroma(_ reader: inout BitReader) {
        let format = reader.unsigned()
        if format == 3 { hasSeparatePlanes = reader.bit() }
        _ = (reader.unsigned(), reader.unsigned())
        reader.skip(1)
        guard reader.bit() else { return }
        for list in 0..<(format == 3 ? 12 : 8) where reader.bit() { Self.skipScalingList(&reader, list < 6 ? 16 : 64) }
    }

    /// 7.3.2.1.1.1
    private static func skipScalingList(_ reader: inout BitReader, _ size: Int) {
        var (last, next): (Int32, Int32) = (8, 8)
        for _ in 0..<size {
            if next != 0 { next = (last &+ reader.signed() &+ 256) & 255 }
            if next != 0 { last = next }
        }
    }

    /// The beginning of E.1.1.
    private mutating func readTiming(_ reader: inout BitReader) {
        if reader.bit(), reader.bits(8) == 255 { reader.skip(32) }
        if reader.bit() { reader.skip(1) }
        if reader.bit() {
            reader.skip(4)
            if reader.bit() { reader.skip(24) }
        }
        if reader.bit() { _ = (reader.unsigned(), reader.unsigned()) }
        guard reader.bit() else { return }
        let (units, scale) = (reader.bits(32), reader.bits(32))
        reader.skip(1)
        guard units > 0, scale > 0, !reader.isBeyondEnd else { return }
        let rate = Double(scale) / Double(units) / 2
        if (0.01...1000).contains(rate) { framesPerSecond = rate }
    }

    /// The end of E.1.1, behind the timing.
    private mutating func readReordering(_ reader: inout BitReader) {
        var hasBuffer = false
        for _ in 0..<2 where reader.bit() {
            hasBuffer = true
            Self.skipBuffer(&reader)
        }
        if hasBuffer { reader.skip(1) }
        reader.skip(1)
        guard reader.bit() else { return }
        reader.skip(1)
        for _ in 0..<4 { _ = reader.unsigned() }
        let depth = reader.unsigned()
        if !reader.isBeyondEnd, depth <= 16 { reorderDepth = Int(depth) }
    }

    /// E.1.2
    private static func skipBuffer(_ reader: inout BitReader) {
        let count = min(31, reader.unsigned()) + 1
        reader.skip(8)
        for _ in 0..<count {
            _ = (reader.unsigned(), reader.unsigned())
            reader.skip(1)
        }
        reader.skip(20)
    }
}
