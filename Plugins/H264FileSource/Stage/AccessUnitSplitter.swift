import RTP

/// Says where access units begin in a row of NAL units (ITU-T H.264, 7.4.1.2.3 and 7.4.1.2.4).
struct AccessUnitSplitter: Sendable {
    private var sequences: [UInt32: SequenceParameters] = [:]
    private var pictures: [UInt32: PictureParameters] = [:]
    private var picture: SliceIdentity?
    /// Whether the access unit under way can be decoded without earlier ones.
    private(set) var isKey = false
    /// Whether the access unit under way is a field.
    private(set) var isField = false
    /// Frames a second by the last sequence parameter set that says it.
    private(set) var framesPerSecond: Double?

    /// Takes the next unit.
    /// - Returns: Whether an access unit begins with it.
    mutating func begins(with unit: RawSpan) -> Bool {
        let type = NALUnitType.of(unit.uint8(at: 0))
        switch type {
        case 1, 2, 5: return beginsSlice(unit, type)
        case 6...9, 14...18:
            let begins = picture != nil
            if begins { startOver() }
            note(unit, type)
            return begins
        default: return false
        }
    }

    private mutating func beginsSlice(_ unit: RawSpan, _ type: UInt8) -> Bool {
        guard let found = SliceIdentity(unit, pictures: pictures, sequences: sequences) else {
            // Sets that never came: the first macroblock of a picture is all there is to go by.
            let isFirst = picture == nil && unit.byteCount > 1 && unit.uint8(at: 1) & 0x80 != 0
            if type == NALUnitType.idrSlice { isKey = true }
            return isFirst
        }
        let begins = picture.map { found.isOtherPicture($0) } ?? false
        if begins { startOver() }
        picture = found
        isField = found.isField
        if type == NALUnitType.idrSlice { isKey = true }
        return begins
    }

    private mutating func startOver() {
        picture = nil
        isKey = false
        isField = false
    }

    private mutating func note(_ unit: RawSpan, _ type: UInt8) {
        if type == NALUnitType.sps, let set = SequenceParameters(unit), set.id < 32 {
            sequences[set.id] = set
            framesPerSecond = set.framesPerSecond ?? framesPerSecond
        } else if type == NALUnitType.pps, let set = PictureParameters(unit) {
            pictures[set.id] = set
        }
    }
}
