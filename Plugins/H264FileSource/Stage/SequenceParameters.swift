import RTP

/// What of a sequence parameter set (ITU-T H.264, 7.3.2.1.1) is needed to find pictures and their rate.
struct SequenceParameters: Sendable {
    var id: UInt32 = 0
    var hasSeparatePlanes = false
    var frameNumberBits = 4
    var orderType: UInt32 = 0
    var orderBits = 4
    var isDeltaAlwaysZero = false
    var isFrameOnly = true
    /// Frames a second by the video usability information; `nil` when it does not say.
    var framesPerSecond: Double?

    private static let profilesWithChroma: Set<UInt32> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    /// `nil` when it is cut off.
    init?(_ unit: RawSpan) {
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
        if reader.bit() { readTiming(&reader) }
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
        guard units > 0, scale > 0, !reader.isBeyondEnd else { return }
        let rate = Double(scale) / Double(units) / 2
        if (0.01...1000).contains(rate) { framesPerSecond = rate }
    }
}
