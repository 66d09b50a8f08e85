import RTP

/// Says where access units begin in a row of NAL units (ITU-T H.264, 7.4.1.2.3 and 7.4.1.2.4).
struct AccessUnitSplitter: Sendable {
    private var sequences: [UInt32: SequenceParameters] = [:]
    private var pictures: [UInt32: PictureParameters] = [:]
    /// The first slice of the access unit under way; `nil` before it, or when it cannot be read.
    private(set) var picture: SliceIdentity?
    private var hasSlice = false
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
            let begins = hasSlice
            if begins { startOver() }
            note(unit, type)
            return begins
        default: return false
        }
    }

    private mutating func beginsSlice(_ unit: RawSpan, _ type: UInt8) -> Bool {
        let found = SliceIdentity(unit, pictures: pictures, sequences: sequences)
        // Without the slice's sets its first macroblock, where it is number 0, is all there is to go by.
        let isFirst = unit.byteCount > 1 && unit.uint8(at: 1) & 0x80 != 0
        let begins = hasSlice && (found.flatMap { now in picture.map { now.isOtherPicture($0) } } ?? isFirst)
        if begins { startOver() }
        hasSlice = true
        picture = found
        isField = found?.isField ?? false
        if type == NALUnitType.idrSlice { isKey = true }
        return begins
    }

    private mutating func startOver() {
        picture = nil
        hasSlice = false
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
